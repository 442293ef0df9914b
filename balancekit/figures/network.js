// The causal graph on a page: find a node, read its links, move and zoom. All of it is in the markup already.

const LEAST = 0.3;
const MOST = 4;

export default {
  render({ model, el }) {
    el.innerHTML = model.get("markup");
    const frame = el.querySelector(".bk-netframe");
    const svg = el.querySelector(".bk-net");
    const find = el.querySelector("input[type=search]");
    const [hint, told] = [el.querySelector("[data-hint]"), el.querySelector("[data-told]")];
    const nodes = new Map([...svg.querySelectorAll(".node")].map((node) => [node.dataset.id, node]));
    const names = new Map([...nodes].map(([id, node]) => [node.getAttribute("aria-label").replace(/, [^,]*$/, ""), id]));
    const list = el.querySelector(".bk-links");
    const width = Number(svg.dataset.width);
    // Several graphs on a page: each field has its own list of names.
    const names_id = `bk-net-${Math.random().toString(36).slice(2)}`;
    el.querySelector("datalist").id = names_id;
    find.setAttribute("list", names_id);

    // ---- Zoom: the drawing grows inside a frame that scrolls, so that moving is the browser's own
    let scale = 1;
    function zoom(to, x = frame.clientWidth / 2, y = frame.clientHeight / 2) {
      const next = Math.min(MOST, Math.max(LEAST, to));
      const [left, top] = [(frame.scrollLeft + x) / scale, (frame.scrollTop + y) / scale];
      scale = next;
      svg.style.width = `${width * scale}px`;
      frame.scrollTo({ left: left * scale - x, top: top * scale - y, behavior: "instant" });
    }
    function whole() {
      zoom(Math.min(frame.clientWidth / width, frame.clientHeight / svg.viewBox.baseVal.height));
    }
    // As large as the frame is wide, but never so small that the names cannot be read.
    function fit() {
      if (frame.clientWidth) zoom(Math.min(1.25, Math.max(1, frame.clientWidth / width)));
    }
    const sized = new ResizeObserver(() => {
      if (!frame.clientWidth) return;
      sized.disconnect();
      fit();
      frame.scrollTo(0, 0);
      if (chosen) show(chosen);
    });
    sized.observe(frame);
    const zooms = { in: () => zoom(scale * 1.3), out: () => zoom(scale / 1.3), all: whole };
    for (const button of el.querySelectorAll("[data-zoom]")) {
      button.addEventListener("click", () => zooms[button.dataset.zoom]());
    }
    const at = (event) => {
      const box = frame.getBoundingClientRect();
      return [event.clientX - box.left, event.clientY - box.top];
    };
    frame.addEventListener("wheel", (event) => {
      if (!event.ctrlKey && !event.metaKey) return;
      event.preventDefault();
      zoom(scale * Math.exp(-event.deltaY / 300), ...at(event));
    }, { passive: false });
    let pinch = null;
    const spread = ([a, b]) => Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
    frame.addEventListener("touchstart", (event) => {
      pinch = event.touches.length === 2 ? { from: spread(event.touches), scale } : null;
    }, { passive: true });
    frame.addEventListener("touchmove", (event) => {
      if (!pinch || event.touches.length !== 2) return;
      event.preventDefault();
      const [a, b] = event.touches;
      const middle = { clientX: (a.clientX + b.clientX) / 2, clientY: (a.clientY + b.clientY) / 2 };
      zoom((pinch.scale * spread(event.touches)) / pinch.from, ...at(middle));
    }, { passive: false });

    // ---- A mouse drags; fingers scroll by themselves
    let drag = null;
    let dragged = false;
    frame.addEventListener("pointerdown", (event) => {
      dragged = false;
      if (event.pointerType !== "mouse" || event.button !== 0) return;
      drag = { x: event.clientX, y: event.clientY, left: frame.scrollLeft, top: frame.scrollTop };
    });
    const moved = (event) => {
      if (!drag) return;
      const [dx, dy] = [event.clientX - drag.x, event.clientY - drag.y];
      if (Math.hypot(dx, dy) > 4) dragged = true;
      if (dragged) frame.scrollTo({ left: drag.left - dx, top: drag.top - dy, behavior: "instant" });
    };
    const dropped = () => (drag = null);
    addEventListener("pointermove", moved);
    addEventListener("pointerup", dropped);

    // ---- Choosing
    let chosen = "";
    function show(id) {
      const node = nodes.get(id);
      if (!node) return;
      const [x, y] = node.getAttribute("transform").match(/[\d.]+/g).map(Number);
      if (scale < 0.9) zoom(1);
      frame.scrollTo({
        left: x * scale - frame.clientWidth / 2,
        top: y * scale - frame.clientHeight / 2,
        behavior: matchMedia("(prefers-reduced-motion: reduce)").matches ? "instant" : "smooth",
      });
    }
    function choose(id, { move = true } = {}) {
      chosen = nodes.has(id) ? id : "";
      const near = new Set();
      for (const line of svg.querySelectorAll("[data-a]")) {
        const on = chosen && (line.dataset.a === chosen || line.dataset.b === chosen);
        line.classList.toggle("is-on", Boolean(on));
        if (on) near.add(line.dataset.a).add(line.dataset.b);
      }
      svg.classList.toggle("has-on", Boolean(chosen));
      for (const [key, node] of nodes) {
        node.classList.toggle("is-on", key === chosen);
        node.classList.toggle("is-near", near.has(key));
        node.setAttribute("aria-pressed", String(key === chosen));
        node.tabIndex = key === (chosen || nodes.keys().next().value) ? 0 : -1;
      }
      tell();
      if (chosen && move) show(chosen);
      if (model.get("node") !== chosen) {
        model.set("node", chosen);
        model.save_changes();
      }
    }
    function tell() {
      hint.hidden = Boolean(chosen);
      told.hidden = !chosen;
      if (!chosen) return told.replaceChildren();
      const parts = [el.querySelector(`[data-card="${chosen}"]`).cloneNode(true)];
      for (const [end, other, words] of [["b", "a", "Comes from"], ["a", "b", "Leads to"]]) {
        const links = [...list.querySelectorAll(`:scope > [data-${end}="${chosen}"]`)];
        if (!links.length) continue;
        const head = document.createElement("h4");
        head.textContent = `${words} (${links.length})`;
        const told_links = document.createElement("ul");
        told_links.className = "bk-links";
        told_links.append(...links.map((link) => link.cloneNode(true)));
        for (const go of told_links.querySelectorAll(`[data-go="${chosen}"]`)) {  // it stands above
          go.nextElementSibling?.textContent === "\u2192" && go.nextElementSibling.remove();
          go.remove();
        }
        parts.push(head, told_links);
      }
      const back = document.createElement("button");
      back.type = "button";
      back.className = "jupyter-button is-small";
      back.dataset.clear = "";
      back.textContent = "Show all again";
      told.replaceChildren(...parts, back);
      told.parentElement.scrollTop = 0;
    }

    el.addEventListener("click", (event) => {
      const go = event.target.closest("[data-go]");
      if (go) {
        choose(go.dataset.go);
        nodes.get(go.dataset.go).focus({ preventScroll: true });
        return;
      }
      if (event.target.closest("[data-clear]")) {
        choose("");
        find.value = "";
        find.focus({ preventScroll: true });
        return;
      }
      const node = event.target.closest(".node");
      if (node && !dragged) choose(node.dataset.id, { move: false });
    });

    // ---- By keyboard: a field to find, arrows from node to node
    function search(whatever) {
      const words = find.value.trim().toLowerCase();
      if (!words) return choose("");
      const exact = [...names].find(([name]) => name.toLowerCase() === words);
      const found = exact ?? (whatever && [...names].find(([name]) => name.toLowerCase().includes(words)));
      find.setCustomValidity("");
      if (found) choose(found[1]);
      else if (whatever) {
        find.setCustomValidity(`No cause or test has “${find.value}” in its name. Try one word of it.`);
        find.reportValidity();
      }
    }
    find.addEventListener("input", () => search(false));
    find.addEventListener("keydown", (event) => {
      if (event.key === "Enter") {
        event.preventDefault();
        search(true);
      }
      event.stopPropagation(); // the notebook has shortcuts of its own
    });
    const place = (node) => node.getAttribute("transform").match(/[\d.]+/g).map(Number);
    frame.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Escape") return choose("");
      const node = event.target.closest(".node");
      if (!node) return;
      if (event.key === "Enter" || event.key === " ") {
        event.preventDefault();
        return choose(node.dataset.id, { move: false });
      }
      const way = { ArrowUp: [0, -1], ArrowDown: [0, 1], ArrowLeft: [-1, 0], ArrowRight: [1, 0] }[event.key];
      if (!way) return;
      event.preventDefault();
      const [x, y] = place(node);
      const beyond = [...nodes.values()]
        .map((other) => [other, ...place(other).map((p, k) => p - [x, y][k])])
        .filter(([other, dx, dy]) => other !== node && (way[0] ? dx * way[0] > 70 : Math.abs(dx) < 70 && dy * way[1] > 0))
        .sort((a, b) => Math.hypot(a[1], a[2]) - Math.hypot(b[1], b[2]));
      if (!beyond.length) return;
      beyond[0][0].focus({ preventScroll: true });
      choose(beyond[0][0].dataset.id);
    });

    choose(model.get("node"));
    const followed = () => model.get("node") !== chosen && choose(model.get("node"));
    model.on("change:node", followed);
    return () => {
      model.off("change:node", followed);
      removeEventListener("pointermove", moved);
      removeEventListener("pointerup", dropped);
    };
  },
};
