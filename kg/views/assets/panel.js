/* Ask why: the side panel for nothing, a node, an edge or a path. */

const heading = (text, level = "h2") => make(level, { text });
const button = (text, click, more = {}) => make("button", { type: "button", text, click, ...more });
const nodeButton = (i) => button(label(i), () => choose({ node: i }), { class: "link" });
const closeButton = () => button("✕", () => choose({}), { class: "close", "aria-label": word("close") });
/* A claim to click on, and words about it. */
const claimItem = (e, said, text = term(graph.relations[lines.r[e]])) =>
  make("li", {}, button(text, () => choose({ line: e }), { class: "link" }), make("span", { class: "soft", text: ` ${said}` }));
const claimWords = (e) => { const shown = sayingsShown(e); return `${modalityWords(modalityCounts(shown))} · ${spread(shown)}`; };

function showPanel() {
  const parts = state.node !== null ? nodePanel(state.node) : state.line !== null ? linePanel(state.line) : state.path !== null ? pathPanel() : welcomePanel();
  byId("panel").replaceChildren(...parts.filter((part) => part !== null));
}

function welcomePanel() {
  const central = make("ol", { class: "central" });
  for (let i = 0; i < Math.min(10, nodeCount); i++) central.append(make("li", {}, nodeButton(i), make("span", { class: "soft", text: ` ${term(graph.classes[nodes.cls[i]])}` })));
  return [heading(word("welcome")), make("p", { text: word("welcome_click") }), make("p", { class: "soft", text: word("welcome_keys") }), heading(word("central"), "h3"), central];
}

function nodePanel(i) {
  const more = details(), shown = around[i].filter((e) => lineShown(e));
  const parts = [closeButton(), heading(label(i)), otherLabel(i) === label(i) ? null : make("p", { class: "twin", text: otherLabel(i) }),
    make("p", { class: "soft", text: [term(graph.classes[nodes.cls[i]]), word("mentioned", { mentions: number(more.mentions[i]), documents: counted("document", more.documents[i]) })].join(" · ") }),
    nodePasses(i) ? null : make("p", { class: "soft warn", text: word("filtered_but_chosen") }),
    ...alsoKnown(i), ...clusterWords(i), ...measures(i),
    make("p", { class: "acts" },
      shown.length ? button(word("draw_neighbours"), () => { reveal(i); refresh(); }, { id: "expand" }) : null,
      button(word("path_from"), () => startPath(i), { id: "path-from" }))];
  parts.push(heading(`${word("claims")} (${number(shown.length)})`, "h3"));
  const hidden = around[i].length - shown.length;
  if (hidden) parts.push(make("p", { class: "soft", text: word("hidden_claims", { count: number(hidden) }) }));
  if (!around[i].length) parts.push(make("p", { class: "soft", text: word("no_claims") }));
  return [...parts, ...claimGroups(i, shown)];
}
/* The claims by relation and direction, each relation with the sayings, documents and languages it stands on. */
function claimGroups(i, shown) {
  const grouped = new Map();
  for (const e of shown) {
    const kind = `${String(lines.r[e]).padStart(3, "0")}${lines.s[e] === i || !graph.relations[lines.r[e]].directed ? "a" : "b"}`;
    grouped.set(kind, [...(grouped.get(kind) ?? []), e]);
  }
  return [...grouped].sort(([a], [b]) => (a < b ? -1 : 1)).flatMap(([, ties]) => {
    const relation = graph.relations[lines.r[ties[0]]], outward = lines.s[ties[0]] === i || !relation.directed;
    const title = relation.directed ? (outward ? `${term(relation)} →` : `← ${term(relation)}`) : term(relation);
    return [make("h4", {}, lineSwatch("asserted", shade(graph.families[relation.family].colour), false), title,
      make("span", { class: "soft plain", text: spread(ties.flatMap((e) => sayingsShown(e))) })),
    make("ul", { class: "claims" }, ...ties.sort((a, b) => far(a, i) - far(b, i)).map((e) => claimItem(e, claimWords(e), label(far(e, i)))))];
  });
}
function clusterWords(i) {
  const cluster = clusterOf(i), support = details().support?.[i] ?? null;
  if (!cluster) return [];
  const firm = support === null ? "" : ` · ${word("support", { share: Math.round(100 * support) })}`;
  return [make("p", { class: "soft", text: `${word("cluster")} ${cluster.id}: ${clusterName(cluster)}${firm}` }),
    make("p", { class: "acts" }, state.only === cluster.id ? button(word("every_cluster"), () => { state.only = null; refresh(); }, { id: "only" })
      : button(word("only_cluster"), () => only(cluster.id), { id: "only" }))];
}
/* The measures, each with the interval that holds nine of ten resamples, and what the rank hangs on. */
function measures(i) {
  const { metrics, low, high, top, leans } = details(), short = (value) => String(parseFloat(value.toPrecision(3))), rows = [];
  for (const name of ["rank", ...Object.keys(metrics).filter((measure) => measure !== "rank")]) {
    const value = name === "rank" ? rankOf(i) : metrics[name][i], ends = [low[name]?.[i] ?? null, high[name]?.[i] ?? null];
    if (value === null || value === "") continue;
    rows.push(make("tr", {}, make("th", { scope: "row", text: word(name) }), make("td", { text: short(value) }),
      make("td", { text: ends.includes(null) ? "" : ends.map(short).join("–") })));
  }
  if (!rows.length) return [];
  const said = [];
  if (top?.[i]) said.push(word("top_ten", { share: Math.round(100 * top[i]) }));
  if (leans?.[i]) {
    const [place, without] = leans[i], title = graph.documents[place][1] || graph.documents[place][0];
    said.push(word(without ? "without" : "gone_without", { title, rank: number(without) }));
  }
  const head = make("tr", {}, ...["measure", "value", "interval"].map((name) => make("th", { scope: "col", text: word(name), title: name === "interval" ? word("interval_help") : "" })));
  return [make("table", { class: "measures" }, make("caption", { class: "soft", text: word("measures") }), make("thead", {}, head), make("tbody", {}, ...rows)),
    said.length ? make("p", { class: "soft fine", text: said.join(state.lang === "zh" ? "" : " ") }) : null];
}

function linePanel(e) {
  const relation = graph.relations[lines.r[e]], shown = sayingsShown(e), hidden = lines.n[e] - shown.length;
  return [closeButton(),
    make("h2", {}, nodeButton(lines.s[e]), make("span", { class: "relation", text: ` ${term(relation)} ${relation.directed ? "→" : "—"} ` }), nodeButton(lines.o[e])),
    make("p", { class: "soft", text: [counted("saying", shown.length), modalityWords(modalityCounts(shown)), shown.length ? spread(shown) : "", hidden ? word("hidden_sayings", { count: number(hidden) }) : ""].filter(Boolean).join(" · ") }),
    make("p", { class: "soft key" }, `${word("key")}: `, ...["subject", "object", "trigger", "cue"].flatMap((role) => [make("mark", { class: role, text: word(`mark_${role}`) }), " "])),
    ...shown.map(sayingCard)];
}

/* A few other names in sight, the spellings that search knows behind a fold. */
function alsoKnown(i) {
  const distinct = new Map([...details().also[i]].reverse().map((name) => [fold(name), name]));
  for (const name of [nodes.zh[i], nodes.en[i]]) distinct.delete(fold(name));
  const names = [...distinct.values()].reverse();
  if (!names.length) return [];
  const parts = [make("p", { class: "soft", text: `${word("also")}: ${listed(names.slice(0, 6))}` })];
  if (names.length > 6) {
    parts.push(make("details", { class: "soft" }, make("summary", { text: word("more_names", { count: names.length - 6 }) }), make("p", { text: listed(names.slice(6)) })));
  }
  return parts;
}
