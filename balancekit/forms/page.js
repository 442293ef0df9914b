// Mends what the widgets' own markup lacks, and moves the reader from step to step. One copy a page.

let group = 0;

function mend() {
  // Radio inputs come without a name: an arrow key would walk into the next question and change its answer.
  for (const box of document.querySelectorAll(".bk .widget-radio-box")) {
    const inputs = [...box.querySelectorAll("input")];
    if (box.getAttribute("role") !== "radiogroup") {
      box.setAttribute("role", "radiogroup");
      box.setAttribute("aria-label", box.parentElement.querySelector(".widget-label")?.textContent ?? "");
    }
    if (inputs.some((input) => !input.name || input.name !== inputs[0].name)) {
      group += 1;
      for (const input of inputs) input.name = `bk-${group}`;
    }
  }
  for (const button of document.querySelectorAll(".bk .widget-toggle-button")) {
    const on = String(button.classList.contains("mod-active"));
    if (button.getAttribute("aria-pressed") !== on) button.setAttribute("aria-pressed", on);
  }
  // Four buttons called "Choose" are one too many: what a button's tooltip says is what a screen reader hears.
  for (const button of document.querySelectorAll(".bk button.jupyter-button[title]")) {
    const said = button.title !== button.innerText.trim() ? button.title : null;
    if (said && button.getAttribute("aria-label") !== said) button.setAttribute("aria-label", said);
    if (!said && button.hasAttribute("aria-label")) button.removeAttribute("aria-label");
  }
  for (const input of document.querySelectorAll(".bk .bk-num input:not([inputmode])")) {
    input.setAttribute("inputmode", "decimal");
    input.setAttribute("autocomplete", "off");
  }
  for (const button of document.querySelectorAll(".bk .bk-step")) {
    const now = button.classList.contains("is-now") ? "step" : null;
    if (button.getAttribute("aria-current") !== now) {
      if (now) button.setAttribute("aria-current", now);
      else button.removeAttribute("aria-current");
    }
  }
  sayWhatIsLost();
}

// A kernel that died leaves a page that looks alive and keeps nothing.
const GONE = `<div><h4>The page has lost its connection</h4><p>What you enter from now on is not kept. What was saved
  before is still there: reload the page, and in JupyterLab choose Run › Run All Cells.</p></div>`;

function sayWhatIsLost() {
  for (const form of document.querySelectorAll(".bk.jupyter-widgets-disconnected:not(:has(> .bk-gone))")) {
    const words = document.createElement("div");
    words.className = "bk-advice bk-gone";
    words.innerHTML = GONE;
    if (!document.querySelector(".bk-gone")) words.setAttribute("role", "alert"); // once is enough for the ear
    form.prepend(words);
  }
  for (const words of document.querySelectorAll(".bk:not(.jupyter-widgets-disconnected) > .bk-gone")) words.remove();
}

// The reader may have scrolled on in the meantime; then nothing is corrected.
let touched = 0;
for (const kind of ["wheel", "touchmove", "keydown", "pointerdown"]) {
  addEventListener(kind, () => (touched += 1), { capture: true, passive: true });
}

// Where a form stands when it is scrolled to: its scroll margin below the top edge of what scrolls.
function top(form) {
  let box = form.parentElement;
  while (box && !/auto|scroll/.test(getComputedStyle(box).overflowY)) box = box.parentElement;
  const edge = box && box !== document.body ? box.getBoundingClientRect().top : 0;
  return edge + parseFloat(getComputedStyle(form).scrollMarginTop || 0);
}

function go(step) {
  const form = document.querySelector(`.bk.s-${step}`);
  if (!form) return;
  const before = touched;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  // Cells out of view have guessed heights that become true while one scrolls past them: look again at the end.
  const smooth = !calm && Math.abs(form.getBoundingClientRect().top) < 3 * innerHeight;
  form.scrollIntoView({ behavior: smooth ? "smooth" : "auto", block: "start" });
  for (const wait of smooth ? [500, 900, 1300] : [60, 200, 500]) {
    setTimeout(() => {
      const off = form.getBoundingClientRect().top - top(form);
      if (touched === before && form.isConnected && Math.abs(off) > 24) form.scrollIntoView({ behavior: "auto", block: "start" });
    }, wait);
  }
  const heading = form.querySelector("h2");
  if (heading) {
    heading.setAttribute("tabindex", "-1");
    heading.focus({ preventScroll: true });
  }
}

// What has the focus may vanish by the very press that it answers: "Use 48", a row that is removed. The same thing drawn
// anew, or the next stop of the form, then takes it over: the keyboard never falls off the page. A finger needs no such
// help, and a field that took the focus would open its keyboard.
const STOPS = "a[href], button, input, select, textarea, summary";
const named = (e) => e.getAttribute("aria-label") || e.labels?.[0]?.innerText || e.innerText;
const stands = (e) => e.isConnected && !e.disabled && e.getClientRects().length > 0;
let held = null;
let byKeys = false;
let looking = 0;

function hold({ target }) {
  const form = target.closest?.('.bk[class*="s-"]');
  if (!form || !target.matches(STOPS)) held = null;
  else held = { element: target, form, name: named(target), order: [...form.querySelectorAll(STOPS)] };
}

function keepFocus() {
  looking = 0;
  const now = document.activeElement;
  if (!held || (now && now !== held.element && !now.contains(held.form))) return;
  if (stands(held.element)) {
    if (now !== held.element) held = null; // the reader left it
    return;
  }
  const { element, form, name, order } = held;
  held = null;
  if (!byKeys) return;
  const free = (e) => stands(e) && e.tabIndex >= 0;
  const again = element.isConnected ? null : [...form.querySelectorAll(STOPS)].find((e) => free(e) && named(e) === name);
  const place = order.indexOf(element);
  (again ?? order.slice(place).find(free) ?? order.slice(0, place).findLast(free))?.focus();
}

function look() {
  if (held && !looking) looking = requestAnimationFrame(keepFocus);
}

// A closed list changes with each arrow and letter: on the way to a muscle, all those before it would be marked. By
// keyboard it counts once the reader goes on, or presses Enter.
let passing = null;

function arrive() {
  const list = passing;
  passing = null;
  list?.dispatchEvent(new Event("change", { bubbles: true }));
}

function watchTheKeys() {
  addEventListener("keydown", (event) => {
    byKeys = true;
    if (event.key === "Enter" || event.key === "Tab") arrive();
  }, true);
  addEventListener("pointerdown", () => (byKeys = false), true);
  addEventListener("change", (event) => {
    if (!event.isTrusted || !byKeys || !event.target.matches(".bk.s-feel .bk-regions select")) return;
    passing = event.target;
    event.stopImmediatePropagation();
  }, true);
  addEventListener("focusin", hold);
  addEventListener("focusout", (event) => {
    if (event.target === passing) arrive();
    look();
  });
  new MutationObserver(look).observe(document.body, {
    subtree: true,
    childList: true,
    attributes: true,
    attributeFilter: ["style", "disabled"],
  });
}

export default {
  initialize({ model }) {
    model.on("change:target", () => {
      const [step] = model.get("target").split("#");
      if (step) requestAnimationFrame(() => go(step));
    });
    if (window.__bkMend) return;
    window.__bkMend = new MutationObserver(mend);
    window.__bkMend.observe(document.body, {
      subtree: true,
      childList: true,
      attributes: true,
      attributeFilter: ["class"],
    });
    mend();
    watchTheKeys();
  },
  render({ el }) {
    el.hidden = true;
  },
};
