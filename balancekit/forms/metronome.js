// A metronome: ticks are given to the audio clock ahead of time, so that a busy page does not make it limp.

const AHEAD = 0.2; // seconds of ticks that are handed over in advance

function render({ model, el }) {
  el.classList.add("bk-stopwatch");
  el.innerHTML = `
    <div class="bk-watch is-metronome">
      <div class="bk-split bk-watchhead">
        <p class="bk-watchlabel"><i class="bk-beat" aria-hidden="true"></i><b></b> <span></span></p>
      </div>
      <div class="bk-watchkeys">
        <button type="button" class="jupyter-button is-big" data-key="go" aria-pressed="false">Start the rhythm</button>
        ${soundSwitch()}
      </div>
    </div>`;
  const find = (selector) => el.querySelector(selector);
  const [beat, button] = [find(".bk-beat"), find("[data-key=go]")];
  let next = 0;
  let timer = 0;

  function plan() {
    const every = 60 / model.get("beats");
    while (next < audio.currentTime + AHEAD) {
      beep(1000, 0.05, Math.max(next, audio.currentTime));
      setTimeout(() => beat.classList.toggle("is-on"), Math.max(0, 1000 * (next - audio.currentTime)));
      next += every;
    }
  }
  function stop() {
    clearInterval(timer);
    timer = 0;
    beat.classList.remove("is-on");
  }
  const keys = {
    go() {
      wakeSound();
      if (timer) stop();
      else {
        next = audio.currentTime + 0.1;
        timer = setInterval(plan, 50);
      }
      button.textContent = timer ? "Stop the rhythm" : "Start the rhythm";
      button.setAttribute("aria-pressed", String(Boolean(timer)));
    },
    sound: toggleSound,
  };
  const dress = () => {
    find("b").textContent = `${model.get("beats")} ticks a minute`;
    find(".bk-watchlabel span").textContent = model.get("means");
  };
  el.addEventListener("click", (event) => {
    const hit = event.target.closest("button");
    if (hit) keys[hit.dataset.key](hit);
  });
  model.on("change:beats change:means", dress);
  dress();
  return stop;
}

export default { render };
