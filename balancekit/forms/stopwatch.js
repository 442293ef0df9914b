// A stopwatch that runs in the browser: a busy kernel or a slow line costs it no accuracy.
// It hands each finished hold to Python as one message: { side, seconds }.

const SIDES = ["left", "right"];

function render({ model, el }) {
  el.classList.add("bk-stopwatch");
  el.innerHTML = `
    <div class="bk-watch">
      <div class="bk-split bk-watchhead">
        <div class="bk-seg bk-lr is-native" role="radiogroup">
          <span class="bk-watchlabel"></span>
          <div class="bk-pills">${SIDES.map(
            (side) => `<button type="button" role="radio" class="is-${side}" data-side="${side}"></button>`,
          ).join("")}</div>
        </div>
        <p class="bk-note bk-watchtry"></p>
      </div>
      <div class="bk-digits" role="timer" aria-live="off"><span>0:00</span><small>.0</small></div>
      <div class="bk-watchkeys">
        <button type="button" class="jupyter-button is-primary is-big" data-key="go">Start</button>
        <button type="button" class="jupyter-button is-big" data-key="switch">Switch side</button>
        <button type="button" class="jupyter-button is-quiet is-big" data-key="reset">Reset</button>
      </div>
      <p class="bk-note bk-keys">Space starts and stops. S switches side. A hold that you stop lands in the next free field.</p>
      <p class="bk-said" role="status" aria-live="polite"></p>
    </div>`;
  const find = (selector) => el.querySelector(selector);
  const [watch, digits, said] = [find(".bk-watch"), find(".bk-digits"), find(".bk-said")];
  let side = model.get("side");
  let startedAt = 0;
  let elapsed = 0;
  let frame = 0;

  const seconds = () => (startedAt ? elapsed + (performance.now() - startedAt) : elapsed) / 1000;

  function paint() {
    const tenths = Math.floor(seconds() * 10 + 1e-6);
    const whole = Math.floor(tenths / 10);
    digits.firstElementChild.textContent = `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    digits.lastElementChild.textContent = `.${tenths % 10}`;
    digits.setAttribute("aria-label", `${whole} seconds`);
  }
  function tick() {
    paint();
    frame = startedAt ? requestAnimationFrame(tick) : 0;
  }
  function dress() {
    watch.classList.toggle("is-left", side === "left");
    watch.classList.toggle("is-right", side === "right");
    const group = find("[role=radiogroup]");
    group.setAttribute("aria-label", model.get("label"));
    find(".bk-watchlabel").textContent = model.get("label");
    find(".bk-watchtry").textContent = model.get("progress");
    for (const pill of el.querySelectorAll("[data-side]")) {
      const on = pill.dataset.side === side;
      pill.textContent = pill.dataset.side === "left" ? "Left" : "Right";
      pill.setAttribute("aria-checked", String(on));
      pill.tabIndex = on ? 0 : -1;
      pill.disabled = Boolean(startedAt) && !on;
    }
    find("[data-key=go]").textContent = startedAt ? "Stop" : "Start";
    find("[data-key=switch]").disabled = Boolean(startedAt);
    find("[data-key=reset]").disabled = Boolean(startedAt) || !elapsed;
  }
  function choose(next, focus) {
    if (startedAt) return;
    side = next;
    model.set("side", side);
    model.save_changes();
    elapsed = 0;
    paint();
    dress();
    if (focus) find(`[data-side=${side}]`).focus();
  }
  const other = () => SIDES[1 - SIDES.indexOf(side)];
  function go() {
    if (!startedAt) {
      elapsed = 0;
      startedAt = performance.now();
      said.textContent = `${side} side, running`;
      tick();
    } else {
      elapsed = performance.now() - startedAt;
      startedAt = 0;
      cancelAnimationFrame(frame);
      paint();
      const held = Math.round(elapsed / 100) / 10;
      said.textContent = `${held} seconds, ${side} side`;
      if (held >= 1) model.send({ side, seconds: held }); // less is a slip of the finger, no hold
    }
    dress();
  }
  const keys = {
    go,
    switch: () => choose(other(), false),
    reset: () => {
      elapsed = 0;
      paint();
      dress();
    },
  };
  el.addEventListener("click", (event) => {
    const hit = event.target.closest("button");
    if (!hit) return;
    if (hit.dataset.side) choose(hit.dataset.side, false);
    else keys[hit.dataset.key]();
  });
  el.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.target.dataset.key;
    if (event.key === " " && key && key !== "go") return; // a button that has the focus does its own work
    // The notebook has shortcuts of its own on these keys; they must not see them.
    if (event.target.dataset.side && ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
      choose(other(), true);
    } else if (event.key === " ") {
      if (!event.repeat) go();
    } else if (event.key.toLowerCase() === "s") {
      choose(other(), false);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const changed = () => {
    if (!startedAt && model.get("side") !== side) choose(model.get("side"), false);
    dress();
  };
  model.on("change:side change:label change:progress", changed);
  paint();
  dress();
  return () => {
    cancelAnimationFrame(frame);
    model.off("change:side change:label change:progress", changed);
  };
}

export default { render };
