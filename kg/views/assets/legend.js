/* Legend = filter = count, and the sentence that names what is seen. */

/* One group of switches; items are { id, text, swatch, count, family }. */
function group(kind, title, items, note = null) {
  const off = state.off[kind];
  const set = (ids, hide) => { for (const id of ids) if (hide) off.add(id); else off.delete(id); refresh(); };
  const every = (name, hide) => button(word(name), () => set(items.map(({ id }) => id), hide), { "aria-label": `${title}: ${word(name)}` });
  const box = make("fieldset", { "data-kind": kind }, make("legend", { text: title }), make("div", { class: "switch" }, every("all", false), every("none", true)), note);
  let family = null;
  for (const item of items) {
    if (item.family && item.family !== family) box.append(familyRow(item.family, items.filter((other) => other.family === item.family), set));
    family = item.family;
    box.append(entry(item.text, item.swatch, item.count, !off.has(item.id), (on) => set([item.id], !on), { "data-id": item.id }, family ? "entry inner" : "entry"));
  }
  return box;
}
function entry(text, picture, count, on, change, attributes, kind = "entry") {
  const input = make("input", { type: "checkbox", ...attributes });
  input.checked = on;
  input.addEventListener("change", () => change(input.checked));
  return make("label", { class: kind }, input, picture, make("span", { class: "name", text }), make("span", { class: "count", text: number(count) }));
}
/* A family of relations shares a colour, and one switch. */
function familyRow(family, items, set) {
  const off = items.filter(({ id }) => state.off.relation.has(id)).length, ids = items.map(({ id }) => id);
  const row = entry(term(family), lineSwatch("asserted", shade(family.colour), false), items.reduce((sum, { count }) => sum + count, 0), off < items.length,
    (on) => set(ids, !on), { "data-family": family.id }, "entry family");
  row.querySelector("input").indeterminate = off > 0 && off < items.length;
  return row;
}
function tally(values) {
  const counts = new Map();
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
  return (value) => counts.get(value) ?? 0;
}
/* Counts are of what is drawn and what all other filters let through: what a click would show or hide. */
function buildLegend() {
  const focused = document.activeElement?.closest?.("#legend") ? document.activeElement : null;
  const where = focused && [focused.closest("fieldset").dataset.kind, focused.dataset.id ?? focused.dataset.family, focused.textContent];
  const nodesBut = (kind) => [...drawnNodes.keys()].filter((i) => nodePasses(i, kind)), linesBut = (kind) => [...drawnLines].filter((e) => lineShown(e, kind));
  const perSaying = (kind, of) => tally(linesBut(kind).flatMap((e) => [...new Set(sayingsShown(e, kind).map(of))]));
  const perClass = tally(nodesBut("class").map((i) => nodes.cls[i])), perCluster = tally(nodesBut("cluster").map(clusterId));
  const perRelation = tally(linesBut("relation").map((e) => lines.r[e]));
  const perModality = perSaying("modality", (s) => Number(graph.sayings.modality[s]));
  const perDocument = perSaying("document", (s) => graph.sayings.document[s]), perLanguage = perSaying("language", languageOf);
  const ink = css("--ink"), soft = css("--soft"), byCount = (a, b) => b.count - a.count;
  const clusters = [...graph.clusters.map((c) => ({ id: String(c.id), text: clusterName(c), colour: c.colour })), { id: "-", text: word("no_cluster"), colour: graph.other }]
    .map(({ id, text, colour }) => ({ id, text, count: perCluster(id), swatch: shapeSwatch("dot", state.colour === "cluster" ? shade(colour) : soft) }));
  const languages = [...new Set(graph.documents.map((d) => d[4]))].sort();
  const groups = [
    group("modality", word("modalities"), graph.modalities.map((m, k) => ({ id: m.id, text: term(m), swatch: lineSwatch(m.id, ink, false), count: perModality(k) })),
      make("p", { class: "soft fine", text: word("strongest") })),
    group("relation", word("relations"), graph.relations.map((r, k) => ({
      id: r.id, text: term(r), family: graph.families[r.family], count: perRelation(k), swatch: lineSwatch("asserted", shade(graph.families[r.family].colour), r.directed) }))),
    group("class", word("classes"), graph.classes.map((c, k) => ({
      id: c.id, text: term(c), count: perClass(k), swatch: shapeSwatch(c.shape, state.colour === "class" ? shade(c.colour) : ink) })).sort(byCount),
    make("p", { class: "soft fine size" }, sizeSwatch(soft), ` ${word("size", { measure: word(graph.measure) })}`)),
    graph.clusters.length ? group("cluster", word("clusters"), clusters.filter((c) => c.count || state.off.cluster.has(c.id)).slice(0, 20)) : null,
    languages.length > 1 ? group("language", word("languages"), languages.map((code) => ({ id: code, text: languageName(code), swatch: null, count: perLanguage(code) }))) : null,
    group("document", word("documents"), graph.documents.map(([id, title], k) => ({ id, text: title || id, swatch: null, count: perDocument(k) }))
      .filter((d) => d.count || state.off.document.has(d.id)).sort(byCount).slice(0, 100)),
    evidenceGroup(),
  ];
  if (state.colour === "cluster") groups.unshift(...groups.splice(3, 1)); // what the colours mean comes first
  byId("legend").replaceChildren(...groups.filter(Boolean));
  if (where) {
    const box = byId("legend").querySelector(`fieldset[data-kind="${where[0]}"]`);
    const again = [...(box?.querySelectorAll("input, button, select") ?? [])].find((el) => (where[1] ? (el.dataset.id ?? el.dataset.family) === where[1] : el.textContent === where[2]));
    again?.focus();
  }
}
function evidenceGroup() {
  const select = make("select", { id: "least", "data-id": "least", "aria-label": word("least") }, ...LEAST.map((least) =>
    make("option", { value: least, text: word(least.startsWith("d") ? "least_documents" : least === "1" ? "least_any" : "least_sayings", { count: least.replace("d", "") }) })));
  select.value = state.least;
  select.addEventListener("change", () => { state.least = select.value; refresh(); });
  return make("fieldset", { "data-kind": "least" }, make("legend", { text: word("least") }), select);
}

/* What hides something, each with a button that lifts it, and how much they hide of what is drawn. */
function showFilters() {
  const plain = fresh(), chips = [];
  const chip = (text, lift) => chips.push(button(`${text} ✕`, () => { lift(); refresh(); byId("sentence").focus(); }, { class: "chip", "aria-label": word("lift", { text }) }));
  for (const [kind, set] of Object.entries(state.off)) if (set.size) chip(word(`off_${kind}`, { count: set.size }), () => set.clear());
  if (state.since !== plain.since || state.until !== plain.until) chip(`${state.since}–${state.until}`, () => { state.since = plain.since; state.until = plain.until; });
  if (!state.undated) chip(word("no_undated"), () => { state.undated = true; });
  if (state.least !== plain.least) chip(`${word("least")}: ${state.least.replace("d", "")}`, () => { state.least = plain.least; });
  if (state.only !== null) chip(word("only", { name: clusterName(graph.clusters[clusterIndex.get(state.only)]) }), () => { state.only = null; });
  const hidden = { nodes: drawnNodes.size - showing.nodes.length, lines: drawnLines.size - showing.lines.length };
  byId("filters").hidden = !chips.length;
  byId("filters").replaceChildren(make("span", { text: word("hidden", { entities: counted("entity", hidden.nodes), lines: counted("line", hidden.lines) }) }), " ", ...chips);
}

function showSentence() {
  const on = graph.modalities.filter((m) => !state.off.modality.has(m.id)).map(term);
  const period = graph.years ? word("period", { years: spanWords(state.since, state.until), undated: state.undated ? word("with_undated") : "" }) : "";
  const read = graph.documents.filter(([id, , , , language]) => !state.off.document.has(id) && !state.off.language.has(language));
  const languages = [...new Set(read.map((d) => d[4]))].sort().map(languageName);
  const part = term(graph.part);
  const sentence = (part ? word("part", { part }) : "") + word("sentence", {
    nodes: number(showing.nodes.length), total: number(graph.total.entities), lines: number(showing.lines.length), claims: number(graph.total.claims),
    measure: word(graph.measure), modalities: listed(on) || word("no_modality"), period, documents: counted("document", read.length), languages: listed(languages) || "–" });
  if (byId("sentence").textContent !== sentence) byId("sentence").textContent = sentence;
  const left = graph.total.entities - graph.kept.entities;
  byId("left-out").hidden = left === 0;
  byId("left-out").textContent = left ? word("left_out", { entities: number(left), claims: number(graph.total.claims - graph.kept.claims), kept: number(graph.kept.entities) }) : "";
  byId("canvas").setAttribute("aria-label", word("graph_help", { sentence }));
  byId("documents").querySelector("summary").textContent = word("from_documents", { documents: counted("document", graph.documents.length) });
  if (byId("documents").dataset.lang === state.lang) return;
  byId("documents").dataset.lang = state.lang;
  byId("documents").querySelector("ul").replaceChildren(...graph.documents.map((document) => {
    const [id, title, date, publisher, language] = document, reader = readerOf(document);
    return make("li", {}, reader ? make("a", { href: inLanguage(reader), text: title || id }) : title || id, [publisher, date, languageName(language)].filter(Boolean).map((text) => ` · ${text}`).join(""));
  }));
}
