/* What the page knows: the embedded tables, the state of filters and choice, and questions about both. */

const words = block("kg-words");
const graph = block("kg-graph");
const { nodes, lines } = graph;
const nodeCount = nodes.key.length;
const lineCount = lines.s.length;
const once = (make) => { let made = null; return () => (made ??= make()); };
const details = once(() => block("kg-details"));
const sources = once(() => block("kg-sources"));

/* first[e] is the number of the first saying of line e; around[i] lists the lines at node i. */
const first = new Int32Array(lineCount + 1);
const around = Array.from({ length: nodeCount }, () => []);
for (let e = 0; e < lineCount; e++) {
  first[e + 1] = first[e] + lines.n[e];
  around[lines.s[e]].push(e);
  if (lines.o[e] !== lines.s[e]) around[lines.o[e]].push(e);
}
const nodeByKey = once(() => new Map(nodes.key.map((key, i) => [key, i])));
const clusterIndex = new Map(graph.clusters.map((cluster, i) => [cluster.id, i]));
const far = (e, i) => (lines.s[e] === i ? lines.o[e] : lines.s[e]);

/* The number of sayings ("2") or of documents ("d2") that a line must have. */
const LEAST = ["1", "2", "3", "5", "d2", "d3"];
const KINDS = ["modality", "relation", "class", "cluster", "language", "document"];
const fresh = () => ({
  lang: navigator.language.startsWith("zh") ? "zh" : "en",
  colour: "class",
  off: Object.fromEntries(KINDS.map((kind) => [kind, new Set()])),
  since: graph.years ? graph.years[0] : 0,
  until: graph.years ? graph.years[1] : 0,
  undated: true,
  least: LEAST[0],
  only: null,
  table: "",
  node: null,
  line: null,
  path: null,
});
let state = fresh();

function word(name, values = {}) {
  const text = words[name] ? words[name][state.lang] : name;
  return text.replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
}
const counted = (name, count) => word(`${count === 1 ? "one" : "many"}_${name}`, { count: number(count) });
const number = (value) => value.toLocaleString("en-US");
const listed = (items) => items.join(state.lang === "zh" ? "、" : ", ");
const label = (i) => nodes[state.lang][i];
const otherLabel = (i) => nodes[state.lang === "zh" ? "en" : "zh"][i];
const term = (item) => item[state.lang];
const languageName = (code) => (words[`language_${code}`] ? word(`language_${code}`) : code || "?");
const clusterName = (cluster) => term(cluster) || `${word("cluster")} ${cluster.id}`;
const clusterOf = (i) => (nodes.cluster[i] === null ? null : graph.clusters[clusterIndex.get(nodes.cluster[i])]);
const clusterId = (i) => (nodes.cluster[i] === null ? "-" : String(nodes.cluster[i]));
/* Drawn inside a notebook the page has no address, and nothing lies beside it to link to. */
const beside = location.protocol !== "about:";
const readerOf = (document) => (beside ? document[6] : "");
/* A page that is linked to opens in the same language; the place in it comes first. */
const inLanguage = (page, place = "") => `${page}#${[place, `lang=${state.lang}`].filter(Boolean).join("&")}`;
const languageOf = (s) => graph.documents[graph.sayings.document[s]][4];

/* Filters. What is chosen is shown whatever they say; ``skip`` leaves out one of them, for the counts of the legend. */
function sayingPasses(s, skip) {
  const { modality, document, language } = state.off;
  if (skip !== "modality" && modality.has(graph.modalities[graph.sayings.modality[s]].id)) return false;
  if (skip !== "document" && document.size && document.has(graph.documents[graph.sayings.document[s]][0])) return false;
  if (skip !== "language" && language.size && language.has(languageOf(s))) return false;
  const from = graph.sayings.from[s], to = graph.sayings.to[s];
  if (skip === "period") return true;
  return from === 0 ? state.undated : to >= state.since && from <= state.until;
}
const chosen = (i) => i === state.node || (state.path?.includes(i) ?? false);
function nodePasses(i, skip) {
  if (skip !== "class" && state.off.class.has(graph.classes[nodes.cls[i]].id)) return false;
  if (skip !== "cluster" && state.off.cluster.has(clusterId(i))) return false;
  return state.only === null || circle().has(i);
}
const nodeShown = (i) => chosen(i) || nodePasses(i);
/* One cluster alone: its members, and whatever ties at least two of them, such as a mechanism they share. */
let drawnCircle = { of: null, members: new Set() };
function circle() {
  if (drawnCircle.of === state.only) return drawnCircle.members;
  const members = new Set(), tied = new Map();
  for (let i = 0; i < nodeCount; i++) if (nodes.cluster[i] === state.only) members.add(i);
  for (const i of members) {
    for (const j of new Set(around[i].map((e) => far(e, i)))) if (nodes.cluster[j] === null) tied.set(j, (tied.get(j) ?? 0) + 1);
  }
  for (const [j, count] of tied) if (count > 1) members.add(j);
  drawnCircle = { of: state.only, members };
  return members;
}
function sayingsOf(e) {
  const all = [];
  for (let s = first[e]; s < first[e + 1]; s++) all.push(s);
  return all;
}
const sayingsShown = (e, skip) => sayingsOf(e).filter((s) => sayingPasses(s, skip));
const documentsOf = (sayings) => [...new Set(sayings.map((s) => graph.sayings.document[s]))];
function enough(sayings) {
  const least = Number(state.least.replace("d", ""));
  return (state.least.startsWith("d") ? documentsOf(sayings).length : sayings.length) >= least;
}
function lineShown(e, skip) {
  if (skip !== "relation" && state.off.relation.has(graph.relations[lines.r[e]].id)) return false;
  if (!(chosen(lines.s[e]) || nodePasses(lines.s[e], skip)) || !(chosen(lines.o[e]) || nodePasses(lines.o[e], skip))) return false;
  return enough(sayingsShown(e, skip));
}
/* Number of sayings by modality, the strongest first (the order of graph.modalities). */
function modalityCounts(sayings) {
  const counts = graph.modalities.map(() => 0);
  for (const s of sayings) counts[graph.sayings.modality[s]] += 1;
  return counts;
}
const modalityWords = (counts) => listed(counts.map((n, m) => (n ? `${n} ${term(graph.modalities[m])}` : "")).filter(Boolean));
/* Shown in how many documents and in which languages. */
function spread(sayings) {
  const found = documentsOf(sayings), languages = [...new Set(found.map((d) => graph.documents[d][4]))].sort();
  return word("spread", { documents: counted("document", found.length), languages: listed(languages.map(languageName)) });
}

/* Search: width, case, spaces and punctuation do not count, so that "chip4" finds "Chip 4". */
const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, "");
const searchForms = once(() => nodes.key.map((key, i) => [nodes.zh[i], nodes.en[i], ...details().also[i], key].map(fold)));
function find(query, limit) {
  const wanted = fold(query);
  if (!wanted) return [];
  const hits = [[], [], []], forms = searchForms();
  for (let i = 0; i < nodeCount; i++) {
    let best = 3;
    for (const form of forms[i]) {
      const at = form.indexOf(wanted);
      if (at >= 0) best = Math.min(best, form === wanted ? 0 : at === 0 ? 1 : 2);
    }
    if (best < 3) hits[best].push(i);
  }
  return hits.flat().slice(0, limit);
}
