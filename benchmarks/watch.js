// Notes when a key goes down, when the message with new colours arrives, and when the page has painted what came of it.
window.__watch = { sentence: ".s-measure .bk-live", map: ".s-results .js-plotly-plot", seen: {} };

window.WebSocket = class extends WebSocket {
  constructor(...given) {
    super(...given);
    this.addEventListener("message", ({ data }) => {
      const { seen } = window.__watch;
      const text = typeof data === "string" ? data : data instanceof ArrayBuffer ? new TextDecoder("latin1").decode(data) : "";
      if (!seen.message && text.includes('"_paints"')) seen.message = performance.now();
    });
  }
};

document.addEventListener("keydown", () => (window.__watch.seen = { key: performance.now() }), true);

new MutationObserver((changes) => {
  const watch = window.__watch;
  for (const what of ["sentence", "map"]) {
    const hit = changes.some(({ target }) => (target.closest ? target : target.parentElement)?.closest(watch[what]));
    // A frame later it is drawn; a task later that frame is over.
    if (hit) requestAnimationFrame(() => setTimeout(() => (watch.seen[what] = performance.now())));
  }
}).observe(document, { subtree: true, childList: true, characterData: true, attributes: true, attributeFilter: ["style", "d"] });
