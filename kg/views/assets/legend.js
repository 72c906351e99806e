/* Legend = filter = count, the time slider, and the sentence that names what is seen. */

const SVG = "http://www.w3.org/2000/svg";
const SHAPES = {
  dot: "M8 2a6 6 0 1 0 .01 0z", square: "M2.5 2.5h11v11h-11z", diamond: "M8 1l7 7-7 7-7-7z", triangle: "M8 2l7 12H1z",
  triangleDown: "M8 14L1 2h14z", hexagon: "M4.5 2h7L15 8l-3.500 6h-7L1 8z", star: "M8 1l2 5h5l-4 3.200 1.600 5.300L8 11.400 3.400 14.500 5 9.200 1 6h5z",
};
function drawing(width, path, attributes) {
  const svg = document.createElementNS(SVG, "svg"), shape = document.createElementNS(SVG, "path");
  for (const [name, value] of Object.entries({ viewBox: `0 0 ${width} 16`, width, height: 16, "aria-hidden": "true" })) svg.setAttribute(name, value);
  for (const [name, value] of Object.entries({ d: path, ...attributes })) shape.setAttribute(name, value);
  svg.append(shape);
  return svg;
}
const shapeSwatch = (shape, colour) => drawing(16, SHAPES[shape], { fill: colour });
function lineSwatch(modality, colour, directed) {
  const dashes = DASHES[modality] ? DASHES[modality].join(" ") : "none";
  const path = modality === "negated" ? "M1 8h26M14 3v10" : directed ? "M1 8h26M22 4l5 4-5 4" : "M1 8h26";
  return drawing(28, path, { stroke: colour, "stroke-width": 2, fill: "none", "stroke-dasharray": modality === "negated" ? "10 4" : dashes });
}

/* One group of switches; items are { id, text, swatch, count }. */
function group(kind, title, items) {
  const off = state.off[kind];
  const everything = (hide) => () => { items.forEach(({ id }) => (hide ? off.add(id) : off.delete(id))); refresh(); };
  const box = make("fieldset", { "data-kind": kind }, make("legend", { text: title }),
    make("div", { class: "switch" },
      make("button", { type: "button", text: word("all"), "aria-label": `${title}: ${word("all")}`, click: everything(false) }),
      make("button", { type: "button", text: word("none"), "aria-label": `${title}: ${word("none")}`, click: everything(true) })));
  for (const { id, text, swatch, count } of items) {
    const input = make("input", { type: "checkbox", "data-id": id });
    input.checked = !off.has(id);
    input.addEventListener("change", () => { if (input.checked) off.delete(id); else off.add(id); refresh(); });
    box.append(make("label", { class: "entry" }, input, swatch, make("span", { class: "name", text }), make("span", { class: "count", text: number(count) })));
  }
  return box;
}
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => counts.get(value) ?? 0;
}
/* Counts are of what is drawn, whether the other filters let it through or not, so that they stay comparable. */
function buildLegend() {
  const focused = document.activeElement?.closest?.("#legend") ? document.activeElement : null;
  const where = focused && [focused.closest("fieldset").dataset.kind, focused.dataset.id, focused.textContent];
  const drawn = [...drawnNodes.keys()], drawnL = [...drawnLines];
  const perClass = tally(drawn.map((i) => nodes.cls[i])), perCluster = tally(drawn.map((i) => nodes.cluster[i]));
  const perRelation = tally(drawnL.map((e) => lines.r[e]));
  const perModality = tally(drawnL.flatMap((e) => modalityCounts(sayingsOf(e)).flatMap((n, m) => (n ? [m] : []))));
  const ink = css("--ink");
  const byCount = (a, b) => b.count - a.count;
  const groups = [
    group("modality", word("modalities"), graph.modalities.map((m, k) => ({ id: m.id, text: term(m), swatch: lineSwatch(m.id, ink, false), count: perModality(k) }))),
    group("class", word("classes"), graph.classes.map((c, k) => ({
      id: c.id, text: term(c), count: perClass(k), swatch: shapeSwatch(c.shape, state.colour === "class" ? shade(c.colour) : ink) })).sort(byCount)),
    group("relation", word("relations"), graph.relations.map((r, k) => ({
      id: r.id, text: term(r), count: perRelation(k), swatch: lineSwatch("asserted", shade(graph.families[r.family].colour), r.directed) }))),
  ];
  const clusters = graph.clusters.map((c) => ({
    id: String(c.id), text: clusterName(c), count: perCluster(c.id), swatch: shapeSwatch("dot", state.colour === "cluster" ? shade(c.colour) : css("--soft")) }));
  if (clusters.length) groups.push(group("cluster", word("clusters"), clusters.filter((c) => c.count).slice(0, 20)));
  byId("legend").replaceChildren(...groups);
  if (where) {
    const box = byId("legend").querySelector(`fieldset[data-kind="${where[0]}"]`);
    const again = [...box.querySelectorAll("input, button")].find((el) => (where[1] ? el.dataset.id === where[1] : el.textContent === where[2]));
    again?.focus();
  }
}

function setUpTime() {
  if (!graph.years) { byId("time").hidden = true; return; }
  for (const end of ["since", "until"]) {
    const input = byId(end);
    [input.min, input.max] = graph.years;
    input.addEventListener("input", () => {
      state[end] = Number(input.value);
      if (state.since > state.until) state[end === "since" ? "until" : "since"] = state[end];
      refresh();
    });
  }
  byId("undated").addEventListener("change", (event) => { state.undated = event.target.checked; refresh(); });
}
function showTime() {
  for (const end of ["since", "until"]) { byId(end).value = state[end]; byId(`${end}-year`).textContent = state[end]; }
  byId("undated").checked = state.undated;
}

function showSentence(shown) {
  const on = graph.modalities.filter((m) => !state.off.modality.has(m.id)).map(term);
  const separator = state.lang === "zh" ? "、" : ", ";
  const period = graph.years ? word("period", { since: state.since, until: state.until, undated: state.undated ? word("with_undated") : "" }) : "";
  const sentence = word("sentence", {
    nodes: number(shown.nodes.length), total: number(graph.total.entities), lines: number(shown.lines.length),
    claims: number(graph.total.claims), measure: word(graph.measure), modalities: on.join(separator) || word("no_modality"), period });
  if (byId("sentence").textContent !== sentence) byId("sentence").textContent = sentence;
  byId("canvas").setAttribute("aria-label", word("graph_help", { sentence }));
  const count = graph.documents.length;
  byId("documents").querySelector("summary").textContent = word(count === 1 ? "from_document" : "from_documents", { count: number(count) });
  byId("documents").querySelector("ul").replaceChildren(...graph.documents.map(([id, title, date, publisher]) =>
    make("li", { text: [title || id, publisher, date].filter(Boolean).join(" · ") })));
}
