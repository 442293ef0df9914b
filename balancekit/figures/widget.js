// A body map in the page: plotly draws it once, and after that only its paints and its labels change.

// plotly tells Python after each change all that it knows of every trace, and each region that the pointer passes,
// through the trait that a click takes too: a click was lost while the kernel was busy. Python knows its own figure.
const UNTOLD = ["_sendTraceDeltas", "_sendLayoutDelta", "handle_plotly_hover", "handle_plotly_unhover"];

// plotly's script weighs 5 MB: the model that holds it is shared, and so is what was loaded from it.
async function plotly(model) {
  const shared = await model.widget_manager.get_model(model.get("_plotly").slice("IPY_MODEL_".length));
  shared.loaded ??= load(shared.get("script"));
  return shared.loaded;
}

async function load(script) {
  const address = URL.createObjectURL(new Blob([script], { type: "text/javascript" }));
  const loaded = await import(address);
  URL.revokeObjectURL(address);
  for (const name of UNTOLD) loaded.FigureView.prototype[name] = () => {};
  return loaded.default;
}

// What plotly was given of a region, and what it has made of it, with all that it would have filled in.
function dress(given, full, [fillcolor, color, width, shape, fgcolor], pattern) {
  given.fillpattern = shape ? { shape, fgcolor } : {};
  full.fillpattern = shape ? { fillmode: "replace", fgopacity: 1, ...pattern, shape, fgcolor } : { shape };
  for (const trace of [given, full]) {
    trace.fillcolor = fillcolor;
    trace.line = { ...trace.line, color, width };
  }
}

// plotly's own `restyle` works out every property of every trace again, which takes five times as long.
function paint(figure, paints) {
  const pattern = figure.layout.template.data.scatter[0].fillpattern;
  const before = (figure.paints ??= {});
  const changed = figure._fullData.filter(({ meta }) => meta in paints && String(before[meta]) !== String(paints[meta]));
  for (const full of changed) dress(figure.data[full.index], full, paints[full.meta], pattern);
  figure.paints = paints;
  if (changed.length) changed[0]._module.style(figure);
}

// A region without text shows its trace's name on hover.
function label(figure, labels) {
  const names = {};
  for (const [words, titles] of Object.entries(labels)) {
    for (const [region, title] of Object.entries(titles)) names[region] = `${title}<br>${words}`;
  }
  for (const full of figure._fullData) {
    if (full.meta in names) figure.data[full.index].name = full.name = names[full.meta];
  }
}

export default () => {
  let widget;
  return {
    async render({ model, el }) {
      const make = await plotly(model);
      if (!widget) {
        widget = make();
        widget.initialize({ model });
      }
      const drawn = ({ detail }) => {
        if (detail.element !== el) return;
        document.removeEventListener("plotlywidget-after-render", drawn);
        const show = { _paints: paint, _labels: label };
        for (const [name, change] of Object.entries(show)) {
          change(el, model.get(name));
          model.on(`change:${name}`, () => change(el, model.get(name)));
        }
      };
      document.addEventListener("plotlywidget-after-render", drawn);
      return widget.render({ model, el });
    },
  };
};
