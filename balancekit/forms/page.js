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
  },
  render({ el }) {
    el.hidden = true;
  },
};
