/* What the page knows: the embedded tables, the state of filters and selection, and questions about both. */

const words = block("kg-words");
const graph = block("kg-graph");
const { nodes, lines } = graph;
const nodeCount = nodes.key.length;
const lineCount = lines.s.length;
let sourcesRead = null;
const sources = () => (sourcesRead ??= block("kg-sources"));

/* first[e] is the number of the first saying of line e; around[i] lists the lines at node i. */
const first = new Int32Array(lineCount + 1);
const around = Array.from({ length: nodeCount }, () => []);
for (let e = 0; e < lineCount; e++) {
  first[e + 1] = first[e] + lines.n[e];
  around[lines.s[e]].push(e);
  if (lines.o[e] !== lines.s[e]) around[lines.o[e]].push(e);
}
const nodeByKey = new Map(nodes.key.map((key, i) => [key, i]));
const clusterIndex = new Map(graph.clusters.map((cluster, i) => [cluster.id, i]));
const far = (e, i) => (lines.s[e] === i ? lines.o[e] : lines.s[e]);

const fresh = () => ({
  lang: navigator.language.startsWith("zh") ? "zh" : "en",
  colour: "class",
  off: { class: new Set(), relation: new Set(), modality: new Set(), cluster: new Set() },
  since: graph.years ? graph.years[0] : 0,
  until: graph.years ? graph.years[1] : 0,
  undated: true,
  table: false,
  node: null,
  line: null,
});
let state = fresh();

function word(name, values = {}) {
  const text = words[name] ? words[name][state.lang] : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
const number = (value) => value.toLocaleString("en-US");
const label = (i) => nodes[state.lang][i];
const otherLabel = (i) => nodes[state.lang === "zh" ? "en" : "zh"][i];
const term = (item) => item[state.lang];
const clusterName = (cluster) => cluster.name || `${word("cluster")} ${cluster.id}`;
const clusterOf = (i) => (nodes.cluster[i] === null ? null : graph.clusters[clusterIndex.get(nodes.cluster[i])]);

/* Filters. */
function sayingShown(s) {
  if (state.off.modality.has(graph.modalities[graph.sayings.modality[s]].id)) return false;
  const from = graph.sayings.from[s], to = graph.sayings.to[s];
  if (from === 0) return state.undated;
  return to >= state.since && from <= state.until;
}
function nodeShown(i) {
  if (i === state.node) return true;
  const cluster = nodes.cluster[i];
  return !state.off.class.has(graph.classes[nodes.cls[i]].id) && !(cluster !== null && state.off.cluster.has(String(cluster)));
}
function sayingsOf(e) {
  const all = [];
  for (let s = first[e]; s < first[e + 1]; s++) all.push(s);
  return all;
}
const sayingsShown = (e) => sayingsOf(e).filter(sayingShown);
function lineShown(e) {
  return !state.off.relation.has(graph.relations[lines.r[e]].id)
    && nodeShown(lines.s[e]) && nodeShown(lines.o[e]) && sayingsOf(e).some(sayingShown);
}
/* Number of sayings by modality, the strongest first (the order of graph.modalities). */
function modalityCounts(sayings) {
  const counts = graph.modalities.map(() => 0);
  for (const s of sayings) counts[graph.sayings.modality[s]] += 1;
  return counts;
}

/* Search: width, case, spaces and punctuation do not count, so that "chip4" finds "Chip 4". */
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, "");
let searchForms = null;
function find(query, limit) {
  const wanted = fold(query);
  if (!wanted) return [];
  searchForms ??= nodes.key.map((key, i) => [nodes.zh[i], nodes.en[i], ...nodes.also[i], key].map(fold));
  const hits = [[], [], []];
  for (let i = 0; i < nodeCount; i++) {
    let best = 3;
    for (const form of searchForms[i]) {
      const at = form.indexOf(wanted);
      if (at >= 0) best = Math.min(best, form === wanted ? 0 : at === 0 ? 1 : 2);
    }
    if (best < 3) hits[best].push(i);
  }
  return hits.flat().slice(0, limit);
}

/* The state in the address, so that a view can be sent: #node=chip-4&off=class:Person&lang=zh */
function toFragment() {
  const plain = fresh(), out = new URLSearchParams();
  out.set("lang", state.lang);
  if (state.colour !== plain.colour) out.set("colour", state.colour);
  for (const [kind, set] of Object.entries(state.off)) for (const id of [...set].sort()) out.append("off", `${kind}:${id}`);
  for (const end of ["since", "until"]) if (state[end] !== plain[end]) out.set(end, state[end]);
  if (!state.undated) out.set("undated", "0");
  if (state.table) out.set("view", "table");
  if (state.node !== null) out.set("node", nodes.key[state.node]);
  if (state.line !== null) out.set("edge", [nodes.key[lines.s[state.line]], graph.relations[lines.r[state.line]].id, nodes.key[lines.o[state.line]]].join("|"));
  return out.toString();
}
function fromFragment(text) {
  const read = new URLSearchParams(text), next = fresh();
  if (["zh", "en"].includes(read.get("lang"))) next.lang = read.get("lang");
  if (read.get("colour") === "cluster") next.colour = "cluster";
  for (const item of read.getAll("off")) {
    const at = item.indexOf(":"), kind = item.slice(0, at);
    if (Object.hasOwn(next.off, kind)) next.off[kind].add(item.slice(at + 1));
  }
  for (const end of ["since", "until"]) {
    const year = parseInt(read.get(end), 10);
    if (graph.years && year >= graph.years[0] && year <= graph.years[1]) next[end] = year;
  }
  next.undated = read.get("undated") !== "0";
  next.table = read.get("view") === "table";
  if (nodeByKey.has(read.get("node"))) next.node = nodeByKey.get(read.get("node"));
  const edge = read.get("edge");
  if (edge) {
    for (let e = 0; e < lineCount && next.line === null; e++) {
      if ([nodes.key[lines.s[e]], graph.relations[lines.r[e]].id, nodes.key[lines.o[e]]].join("|") === edge) next.line = e;
    }
  }
  return next;
}
