// Front and back of react-muscle-highlighter with a colour for every part, as text: its times, size and colours.
// node react_body.cjs FOLDER_WITH_NODE_MODULES ROUNDS
const path = require("node:path");
const need = (name) => require(require.resolve(name, { paths: [path.resolve(process.argv[2])] }));
const React = need("react");
const { renderToStaticMarkup } = need("react-dom/server");
const Body = need("react-muscle-highlighter").default;

const parts =
  "abs adductors ankles biceps calves chest deltoids feet forearm gluteal hamstring hands hair head knees lower-back neck " +
  "obliques quadriceps tibialis trapezius triceps upper-back";
const data = parts.split(" ").flatMap((slug) => [
  { slug, side: "left", color: "#ff0000" },
  { slug, side: "right", color: "#0000ff" },
]);
const draw = () =>
  ["front", "back"].map((side) => renderToStaticMarkup(React.createElement(Body, { data, side, gender: "male" }))).join("");

draw();
const times = Array.from({ length: Number(process.argv[3]) }, () => {
  const start = performance.now();
  draw();
  return performance.now() - start;
});
const picture = draw();
const count = (colour) => picture.split(colour).length - 1;
const fs = require("node:fs");
const about = path.resolve(process.argv[2], "node_modules/react-muscle-highlighter/package.json");
const { version } = JSON.parse(fs.readFileSync(about, "utf8"));
console.log(JSON.stringify({ times, picture, version, parts: data.length, left: count("#ff0000"), right: count("#0000ff") }));
