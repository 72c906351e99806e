/* Small drawings: the shapes of classes and the strokes of lines, for the legend, the lists and the saved picture. */

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", diamond: "M8 1l7 7-7 7-7-7z", triangle: "M8 2l7 12H1z",
  triangleDown: "M8 14L1 2h14z", hexagon: "M4.5 2h7L15 8l-3.500 6h-7L1 8z", star: "M8 1l2 5h5l-4 3.200 1.600 5.300L8 11.400 3.400 14.500 5 9.200 1 6h5z",
};
/* An element of SVG; text is text here too. */
function draw(tag, attributes = {}, ...children) {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.append(...children);
  return element;
}
const swatch = (width, ...parts) => draw("svg", { viewBox: `0 0 ${width} 16`, width, height: 16, "aria-hidden": "true" }, ...parts);
const shapeSwatch = (shape, colour) => swatch(16, draw("path", { d: SHAPES[shape], fill: colour }));
function lineSwatch(modality, colour, directed) {
  const path = modality === "negated" ? "M1 8h26M14 3v10" : directed ? "M1 8h26M22 4l5 4-5 4" : "M1 8h26";
  const dashes = DASHES[modality] ? DASHES[modality].join(" ") : "none";
  return swatch(28, draw("path", { d: path, stroke: colour, "stroke-width": 2, fill: "none", "stroke-dasharray": modality === "negated" ? "10 4" : dashes }));
}
const sizeSwatch = (colour) => swatch(40, draw("circle", { cx: 6, cy: 8, r: 2.5, fill: colour }), draw("circle", { cx: 18, cy: 8, r: 4.5, fill: colour }), draw("circle", { cx: 33, cy: 8, r: 7, fill: colour }));
