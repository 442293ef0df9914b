// A stopwatch that runs in the browser: a busy kernel or a slow line costs it no accuracy.
// It hands each finished hold to Python as one message: { side, seconds }.

const SIDES = ["left", "right"];
const READY = 5000; // milliseconds to get into position
const SLIP = 1; // seconds; a shorter hold is a slip of the finger

function clock(seconds) {
  const whole = Math.floor(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

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
      <p class="bk-note bk-rest"></p>
      <div class="bk-watchkeys">
        <button type="button" class="jupyter-button is-primary is-big" data-key="go">Start</button>
        <button type="button" class="jupyter-button is-big" data-key="switch">Switch side</button>
        <button type="button" class="jupyter-button is-quiet is-big" data-key="reset">Reset</button>
      </div>
      <div class="bk-watchset">
        <button type="button" class="jupyter-button is-quiet" data-key="ready" aria-pressed="false">Count down first</button>
        ${soundSwitch()}
      </div>
      <p class="bk-note bk-keys">Space starts and stops. S switches side, also while it runs. A hold that you stop lands in the next free field.</p>
      <p class="bk-said" role="status" aria-live="polite"></p>
    </div>`;
  const find = (selector) => el.querySelector(selector);
  const [watch, digits, said, rest] = [find(".bk-watch"), find(".bk-digits"), find(".bk-said"), find(".bk-rest")];
  let side = model.get("side");
  let state = "idle"; // idle, ready (counting down), running
  let startedAt = 0; // may lie ahead, while counting down
  let elapsed = 0;
  let restUntil = 0;
  let shownSecond = -1;
  let frame = 0;

  const other = () => SIDES[1 - SIDES.indexOf(side)];
  const now = () => performance.now();
  const wantsReady = () => find("[data-key=ready]").getAttribute("aria-pressed") === "true";

  function move(next) {
    state = next;
    model.set("running", state !== "idle");
    model.save_changes();
    dress();
    if (!frame) frame = requestAnimationFrame(tick);
  }
  function tick() {
    if (state === "ready") {
      const left = Math.ceil((startedAt - now()) / 1000);
      if (left !== shownSecond && left > 0) beep(660, 0.08);
      shownSecond = left;
      if (now() >= startedAt) {
        beep(990, 0.3);
        shake(120);
        move("running");
      }
    }
    if (restUntil && now() >= restUntil) {
      restUntil = 0;
      beep(880, 0.15);
      beep(880, 0.15, audio?.currentTime + 0.25);
      shake([150, 80, 150]);
      said.textContent = `Rest is over. ${side} side is next`;
    }
    paint();
    frame = state !== "idle" || restUntil ? requestAnimationFrame(tick) : 0;
  }
  function paint() {
    const run = state === "running" ? now() - startedAt : elapsed;
    const shown = state === "ready" ? Math.max(0, startedAt - now()) + 999 : run;
    const tenths = Math.floor(shown / 100 + 1e-6);
    digits.firstElementChild.textContent = clock(tenths / 10);
    digits.lastElementChild.textContent = state === "ready" ? "" : `.${tenths % 10}`;
    digits.setAttribute("aria-label", `${Math.floor(tenths / 10)} seconds`);
    rest.textContent = restUntil ? `Rest ${clock(Math.ceil((restUntil - now()) / 1000))}` : "";
  }
  function dress() {
    watch.classList.toggle("is-left", side === "left");
    watch.classList.toggle("is-right", side === "right");
    watch.classList.toggle("is-ready", state === "ready");
    find("[role=radiogroup]").setAttribute("aria-label", model.get("label"));
    find(".bk-watchlabel").textContent = model.get("label");
    find(".bk-watchtry").textContent = model.get("progress");
    for (const pill of el.querySelectorAll("[data-side]")) {
      const on = pill.dataset.side === side;
      pill.textContent = pill.dataset.side === "left" ? "Left" : "Right";
      pill.setAttribute("aria-checked", String(on));
      pill.tabIndex = on ? 0 : -1;
      pill.disabled = state !== "idle" && !on;
    }
    find("[data-key=go]").textContent = { idle: "Start", ready: "Cancel", running: "Stop" }[state];
    // The word stays, so that no button moves under the finger; what it does is said to whoever hears it or points at it.
    find("[data-key=switch]").title = state === "running" ? `Switch side: stop, and go on with the ${other()}` : "Switch side";
    find("[data-key=switch]").disabled = state === "ready";
    find("[data-key=reset]").disabled = state !== "idle" || (!elapsed && !restUntil);
    find("[data-key=ready]").disabled = state !== "idle";
  }
  function choose(next, focus) {
    if (state !== "idle") return;
    side = next;
    model.set("side", side);
    model.save_changes();
    elapsed = 0;
    paint();
    dress();
    if (focus) find(`[data-side=${side}]`).focus();
  }
  // `at` is when the key went down, not when the page got round to it: opening the sound alone may take a while.
  function start(at, wait) {
    elapsed = 0;
    restUntil = 0;
    shownSecond = -1;
    startedAt = at + wait;
    said.textContent = wait ? "Get into position" : `${side} side, running`;
    if (!wait) {
      beep(990, 0.12);
      shake(60);
    }
    move(wait ? "ready" : "running");
  }
  function stop(at) {
    elapsed = at - startedAt;
    const held = Math.round(elapsed / 100) / 10;
    beep(440, 0.2);
    shake([60, 40, 60]);
    said.textContent = `${held} seconds, ${side} side`;
    if (held >= SLIP) {
      restUntil = model.get("rest") ? now() + 1000 * model.get("rest") : 0;
      model.send({ side, seconds: held });
    }
    move("idle");
    paint();
  }
  const keys = {
    go(event) {
      wakeSound();
      if (state === "running") stop(event.timeStamp);
      else if (state === "ready") move("idle");
      else start(event.timeStamp, wantsReady() ? READY : 0);
      paint();
    },
    switch(event) {
      if (state === "running") {
        stop(event.timeStamp);
        side = other();
        model.set("side", side);
        start(event.timeStamp, 0);
      } else choose(other(), false);
    },
    reset() {
      elapsed = 0;
      restUntil = 0;
      paint();
      dress();
    },
    ready(_, button) {
      button.setAttribute("aria-pressed", String(!wantsReady()));
    },
    sound: (_, button) => toggleSound(button),
  };
  el.addEventListener("click", (event) => {
    const hit = event.target.closest("button");
    if (!hit) return;
    if (hit.dataset.side) choose(hit.dataset.side, false);
    else keys[hit.dataset.key](event, hit);
  });
  el.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const key = event.target.dataset.key;
    if (event.key === " " && key && key !== "go") return; // a button that has the focus does its own work
    // The notebook has shortcuts of its own on these keys; they must not see them.
    if (event.target.dataset.side && ["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) {
      choose(other(), true);
    } else if (event.key === " ") {
      if (!event.repeat) keys.go(event);
    } else if (event.key.toLowerCase() === "s") {
      if (!event.repeat) keys.switch(event);
    } else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const changed = () => {
    if (model.get("side") !== side) choose(model.get("side"), false);
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
