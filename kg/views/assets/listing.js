/* The same as tables: what the graph draws, for those who read rather than look; and as rows for a file. */

const COLUMNS = {
  nodes: ["label", "label_other", "class", "cluster", "rank", "measure_value", "ties"],
  lines: ["subject", "relation", "object", "modality", "count", "documents", "years"],
};
const byPlace = (a, b) => lines.s[a] - lines.s[b] || lines.r[a] - lines.r[b] || lines.o[a] - lines.o[b];
const yearsOf = (sayings) => [...new Set(sayings.map((s) => spanWords(graph.sayings.from[s], graph.sayings.to[s])).filter(Boolean))].sort();
function spanWords(from, to) {
  if (!from) return "";
  if (from === to) return String(from);
  return `${from === 1 ? "…" : from}–${to === 9999 ? "…" : to}`;
}
/* A rank of the network where there is one; nodes come in the order of their measure. */
function rankOf(i) {
  const { metrics } = details();
  return metrics.rank?.[i] ?? ((metrics[graph.measure]?.[i] ?? null) !== null && !metrics.rank ? i + 1 : "");
}
function nodeCells(i) {
  const cluster = clusterOf(i), ties = showing.lines.filter((e) => lines.s[e] === i || lines.o[e] === i).length;
  return [nodeButton(i), otherLabel(i), term(graph.classes[nodes.cls[i]]), cluster ? clusterName(cluster) : "", String(rankOf(i)), String(scores[i]), number(ties)];
}
function lineCells(e) {
  const sayings = sayingsShown(e), relation = button(term(graph.relations[lines.r[e]]), () => choose({ line: e }), { class: "link" });
  return [nodeButton(lines.s[e]), relation, nodeButton(lines.o[e]), modalityWords(modalityCounts(sayings)), number(sayings.length),
    number(documentsOf(sayings).length), yearsOf(sayings).join(", ")];
}

function showTable() {
  const kind = state.table;
  byId("table").hidden = !kind;
  byId("canvas").classList.toggle("covered", Boolean(kind)); // it keeps its size, so captions still fit afterwards
  byId("table-switch").setAttribute("aria-pressed", String(Boolean(kind)));
  if (!kind) { byId("table").replaceChildren(); return; }
  const caption = word(`table_${kind}`);
  byId("table").setAttribute("aria-label", caption);
  const tabs = make("div", { class: "tabs", role: "group", "aria-label": word("table") }, ...["lines", "nodes"].map((name) =>
    button(word(name === "lines" ? "claims" : "entities"), () => { state.table = name; refresh(); byId(`tab-${name}`).focus(); }, { id: `tab-${name}`, "aria-pressed": String(name === kind) })));
  const head = make("tr", {}, ...COLUMNS[kind].map((name) => make("th", { scope: "col", text: name === "measure_value" ? word(graph.measure) : word(name) })));
  const rows = kind === "lines" ? showing.lines.sort(byPlace).map(lineCells) : showing.nodes.map(nodeCells);
  const body = make("tbody", {}, ...rows.map((cells) => make("tr", {}, ...cells.map((cell) => make("td", {}, cell)))));
  byId("table").replaceChildren(tabs, make("table", { class: kind }, make("caption", { text: caption }), make("thead", {}, head), body));
}
