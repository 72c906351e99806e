/* Events: what the reader does, and the one function that shows the result. */

let showing = { nodes: [], lines: [] };

function refresh({ step = false } = {}) {
  walked = null;
  drawPath();
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  byId("language").textContent = word("other_language");
  byId("language").setAttribute("lang", state.lang === "zh" ? "en" : "zh");
  if (byId("start")) byId("start").setAttribute("href", inLanguage(byId("start").getAttribute("href").split("#")[0]));
  byId("search").placeholder = word("search");
  byId("colour").value = state.colour;
  showing = paint();
  buildLegend();
  showPeriod();
  showSentence();
  showFilters();
  showNote();
  showTable();
  showPanel();
  remember(step);
}

/* Captions depend on scale and place: once the picture rests, choose them anew. */
let resting = 0;
function rest() {
  clearTimeout(resting);
  resting = setTimeout(paint, 120);
}
function fitTo(options = {}) {
  network.fit({ animation: motion(), ...options });
  rest();
}

/* Choose a node, a line, a path, or nothing; what is chosen gets drawn. */
function choose({ node = null, line = null, path = null }, { centre = true, step = true } = {}) {
  Object.assign(state, { node, line, path });
  from = walked = null;
  const ends = line === null ? path === null ? [] : way().steps ?? path : [lines.s[line], lines.o[line]];
  const news = ends.some((i) => !drawnNodes.has(i)) || (line !== null && !drawnLines.has(line)) || path !== null;
  if (node !== null && !drawnNodes.has(node)) reveal(node);
  for (const i of ends) if (!drawnNodes.has(i)) reveal(i, 0);
  if (line !== null) drawnLines.add(line);
  refresh({ step });
  byId("panel").scrollTop = 0;
  if (node !== null && centre) fitTo({ nodes: [...litNodes()], maxZoomLevel: 1 });
  if (ends.length && news) fitTo({ nodes: ends, maxZoomLevel: 1 });
  if (node === null && line === null && path === null) byId("canvas").focus({ preventScroll: true });
  else byId("panel").focus({ preventScroll: !matchMedia("(max-width: 720px)").matches });
}
/* One cluster: all of its members that can be drawn, and what ties them. */
function only(id) {
  state.only = id;
  for (const i of circle()) if (!drawnNodes.has(i)) reveal(i, 0);
  refresh({ step: true });
  fitTo({ nodes: showing.nodes });
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") escape();
  if (event.key === "/" && !event.target.matches("input, select, textarea")) { event.preventDefault(); byId("search").focus(); }
  if (/^Arrow(Up|Down)$|^Home$|^End$/.test(event.key)) alongList(event);
  if (event.target === byId("canvas")) steer(event);
});
/* Esc undoes one thing: the menu, the choice of a path's other end, what is chosen. */
function escape() {
  if (byId("save").open) { byId("save").open = false; byId("save").querySelector("summary").focus(); return; }
  if (from !== null) { from = null; showNote(); return; }
  choose({});
  byId("search").focus();
}
/* Up and down go through the entries of a list: claims, the legend, the rows of the table. */
function alongList(event) {
  const list = event.target.closest("#panel, #legend, #table tbody");
  if (!list || event.target.matches("textarea, select")) return;
  const stops = [...list.querySelectorAll(list.id ? "li .link, .entry input" : "td:first-child .link")], at = stops.indexOf(event.target);
  const to = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: stops.length - 1 }[event.key];
  if (!stops[to] || (at < 0 && event.target !== byId("panel"))) return;
  event.preventDefault();
  stops[to].focus();
}
/* The picture by keyboard: arrows move it, + and - change its scale, 0 shows all. */
function steer(event) {
  const moves = { ArrowLeft: [-80, 0], ArrowRight: [80, 0], ArrowUp: [0, -80], ArrowDown: [0, 80] }, scales = { "+": 1.25, "=": 1.25, "-": 0.8 };
  const [dx, dy] = moves[event.key] ?? [0, 0], scale = network.getScale(), { x, y } = network.getViewPosition();
  if (event.key === "0") fitTo();
  else if (dx || dy || scales[event.key]) network.moveTo({ position: { x: x + dx / scale, y: y + dy / scale }, scale: scale * (scales[event.key] ?? 1) });
  else return;
  event.preventDefault();
  rest();
}
network.on("click", ({ nodes: [node], edges: [line], event }) => {
  const start = state.node;
  if (node !== undefined && event.srcEvent?.shiftKey && start !== null && start !== node) choose({ path: [start, node] });
  else if (node !== undefined) pick(node, { centre: false });
  else if (line !== undefined) choose({ line });
  else if (state.node !== null || state.line !== null || state.path !== null) choose({});
});
// The browser's own event: vis-network times clicks itself and misses the second while the first still paints.
byId("canvas").addEventListener("dblclick", ({ clientX, clientY }) => {
  const { left, top } = byId("canvas").getBoundingClientRect();
  const node = network.getNodeAt({ x: clientX - left, y: clientY - top });
  if (node !== undefined) { reveal(node); refresh(); }
});
network.on("dragEnd", ({ nodes: moved }) => { for (const i of moved) drawnNodes.set(i, network.getPosition(i)); });
for (const event of ["zoom", "dragEnd", "animationFinished", "resize"]) network.on(event, rest);
byId("fit").addEventListener("click", () => fitTo());
byId("reset").addEventListener("click", () => { state = { ...fresh(), lang: state.lang }; from = null; refresh({ step: true }); fitTo(); });
byId("language").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; refresh(); });
byId("table-switch").addEventListener("click", () => { state.table = state.table ? "" : "lines"; refresh(); });
byId("colour").addEventListener("change", (event) => { state.colour = event.target.value; refresh(); });
byId("back").addEventListener("click", () => travel(-1));
byId("forward").addEventListener("click", () => travel(1));
dark.addEventListener("change", () => refresh());

/* Show what an address says: at first, after a step back or forward, when a link or a hand changes it. */
function arrive(fragment) {
  state = fromFragment(fragment);
  const { node, line, path } = state, news = state.only === null ? [] : [...circle()].filter((i) => !drawnNodes.has(i));
  for (const i of news) reveal(i, 0);
  if (node === null && line === null && path === null) { from = null; refresh(); } else choose({ node, line, path }, { step: false });
  if (news.length) fitTo({ nodes: showing.nodes });
}
window.addEventListener("popstate", (event) => {
  if (typeof event.state?.at === "number") trail.at = event.state.at;
  else { trail.at += 1; trail.steps.length = trail.at; } // the address was changed by hand or by a link
  trail.steps[trail.at] = location.hash.slice(1);
  arrive(location.hash.slice(1));
});

/* The picture stands before the tables with details and quotes, which come last in the file, are there. */
if (matchMedia("(max-width: 720px)").matches) byId("legend-box").open = false;
if (!beside) byId("start")?.remove();
setUpPeriod();
network.once("afterDrawing", () => performance.mark("first-picture"));
paint();
network.fit();
document.addEventListener("DOMContentLoaded", () => {
  if (typeof history.state?.at === "number") trail.at = history.state.at;
  arrive(location.hash.slice(1));
  document.documentElement.dataset.ready = "yes";
});
window.explorer = { network }; // a handle for the browser's console and for tests
