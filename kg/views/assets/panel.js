/* Ask why: the side panel for nothing, a node or an edge, and the table that says what the graph draws. */

const heading = (text, level = "h2") => make(level, { text });
const nodeButton = (i) => make("button", { type: "button", class: "link", text: label(i), click: () => choose({ node: i }) });
const closeButton = () => make("button", { type: "button", class: "close", text: "✕", "aria-label": word("close"), click: () => choose({}) });

function showPanel() {
  const parts = state.node !== null ? nodePanel(state.node) : state.line !== null ? linePanel(state.line) : welcomePanel();
  byId("panel").replaceChildren(...parts.filter((part) => part !== null));
  byId("panel").scrollTop = 0;
}

function welcomePanel() {
  const central = make("ol", { class: "central" });
  for (let i = 0; i < Math.min(10, nodeCount); i++) central.append(make("li", {}, nodeButton(i), make("span", { class: "soft", text: ` ${term(graph.classes[nodes.cls[i]])}` })));
  return [heading(word("welcome")), make("p", { text: word("welcome_click") }), heading(word("central"), "h3"), central];
}

function nodePanel(i) {
  const cluster = clusterOf(i), about = [term(graph.classes[nodes.cls[i]])];
  if (cluster) about.push(`${word("cluster")}: ${clusterName(cluster)}`);
  const measured = Object.entries(nodes.metrics).map(([name, values]) =>
    `${word(name)} ${values[i]}${name === graph.measure ? ` (${word("rank", { rank: number(i + 1) })})` : ""}`);
  const parts = [closeButton(), heading(label(i)), otherLabel(i) === label(i) ? null : make("p", { class: "twin", text: otherLabel(i) }),
    make("p", { class: "soft", text: about.join(" · ") }),
    make("p", { class: "soft", text: [...measured, word("mentioned", { mentions: number(nodes.mentions[i]), documents: number(nodes.documents[i]) })].join(" · ") })];
  parts.push(...alsoKnown(i));
  const shown = around[i].filter(lineShown);
  if (shown.length) parts.push(make("button", { type: "button", text: word("draw_neighbours"), click: () => { reveal(i); refresh(); } }));
  parts.push(heading(`${word("claims")} (${number(shown.length)})`, "h3"));
  if (!shown.length) parts.push(make("p", { class: "soft", text: word("no_claims") }));
  const grouped = new Map();
  for (const e of shown) {
    const kind = `${String(lines.r[e]).padStart(3, "0")}${lines.s[e] === i || !graph.relations[lines.r[e]].directed ? "a" : "b"}`;
    grouped.set(kind, [...(grouped.get(kind) ?? []), e]);
  }
  for (const [, ties] of [...grouped].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const relation = graph.relations[lines.r[ties[0]]], outward = lines.s[ties[0]] === i || !relation.directed;
    const list = make("ul", { class: "claims" });
    for (const e of ties.sort((a, b) => far(a, i) - far(b, i))) {
      list.append(make("li", {}, make("button", { type: "button", class: "link", text: label(far(e, i)), click: () => choose({ line: e }) }),
        make("span", { class: "soft", text: ` ${modalityWords(modalityCounts(sayingsShown(e)))}` })));
    }
    const title = relation.directed ? (outward ? `${term(relation)} →` : `← ${term(relation)}`) : term(relation);
    parts.push(make("h4", {}, lineSwatch("asserted", shade(graph.families[relation.family].colour), false), title), list);
  }
  return parts;
}

function linePanel(e) {
  const relation = graph.relations[lines.r[e]], shown = sayingsShown(e), hidden = lines.n[e] - shown.length;
  const parts = [closeButton(),
    make("h2", {}, nodeButton(lines.s[e]), make("span", { class: "relation", text: ` ${term(relation)} ${relation.directed ? "→" : "—"} ` }), nodeButton(lines.o[e])),
    make("p", { class: "soft", text: [word(shown.length === 1 ? "saying" : "sayings", { count: number(shown.length) }), modalityWords(modalityCounts(shown)), hidden ? word("hidden_sayings", { count: number(hidden) }) : ""].filter(Boolean).join(" · ") }),
    make("p", { class: "soft key" }, `${word("key")}: `, ...["subject", "object", "trigger", "cue"].flatMap((role) => [make("mark", { class: role, text: word(`mark_${role}`) }), " "])),
    ...shown.map(sayingCard)];
  return parts;
}

/* A few other names in sight, the spellings that search knows behind a fold. */
function alsoKnown(i) {
  const distinct = new Map([...nodes.also[i]].reverse().map((name) => [fold(name), name]));
  for (const name of [nodes.zh[i], nodes.en[i]]) distinct.delete(fold(name));
  const names = [...distinct.values()].reverse(), separator = state.lang === "zh" ? "、" : ", ";
  if (!names.length) return [];
  const parts = [make("p", { class: "soft", text: `${word("also")}: ${names.slice(0, 6).join(separator)}` })];
  if (names.length > 6) {
    parts.push(make("details", { class: "soft" }, make("summary", { text: word("more_names", { count: names.length - 6 }) }), make("p", { text: names.slice(6).join(separator) })));
  }
  return parts;
}

/* One saying: the sentence with its marks, then where it stands, when, how, by whom, and the rule that read it. */
function sayingCard(s) {
  const { quotes, dates, rules, amounts, sayings } = sources();
  const [quote, date, attribution, rule, amount, ...marks] = sayings[s];
  const [place, start, end, text] = quotes[quote];
  const [id, title, published, publisher, language] = graph.documents[place];
  const modality = graph.modalities[graph.sayings.modality[s]];
  const card = make("article", { class: `saying ${modality.id}` },
    make("p", { class: "badges" }, lineSwatch(modality.id, css("--ink"), false), make("strong", { text: term(modality) }),
      dates[date] ? make("span", { text: `${word("said_date")} ${dates[date]}` }) : null,
      attribution >= 0 ? make("span", {}, `${word("according")} `, nodeButton(attribution)) : null,
      amounts[amount] ? make("span", { text: `${word("amount")} ${amounts[amount]}` }) : null),
    marked(text, marks, language));
  const source = [title || id, publisher, published ? `${word("document_date")} ${published}` : ""].filter(Boolean).join(" · ");
  card.append(make("p", { class: "source", text: source }),
    make("p", { class: "soft fine", text: `${id} · ${word("offsets")} ${start}–${end} · ${word("rule")} ${rules[rule]}` }));
  return card;
}
/* Marks are counted in code points, hence Array.from; where two overlap the later role wins, nested inside the quote. */
function marked(text, marks, language) {
  const letters = Array.from(text), roles = new Array(letters.length).fill("");
  ["subject", "object", "trigger", "cue"].forEach((role, k) => {
    for (let at = marks[2 * k]; at >= 0 && at < Math.min(marks[2 * k + 1], letters.length); at++) roles[at] = role;
  });
  const quote = make("blockquote", {});
  if (/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$/.test(language)) quote.setAttribute("lang", language);
  for (let at = 0, from = 0; at <= letters.length; at++) {
    if (at < letters.length && roles[at] === roles[from]) continue;
    const piece = letters.slice(from, at).join("");
    if (piece) quote.append(roles[from] ? make("mark", { class: roles[from], title: word(`mark_${roles[from]}`), text: piece }) : piece);
    from = at;
  }
  return quote;
}

function showTable(shown) {
  byId("table").hidden = !state.table;
  byId("canvas").classList.toggle("covered", state.table); // it keeps its size, so captions still fit afterwards
  byId("table-switch").setAttribute("aria-pressed", String(state.table));
  if (!state.table) { byId("table").replaceChildren(); return; }
  byId("table").setAttribute("aria-label", word("table_caption"));
  const head = make("tr", {}, ...["subject", "relation", "object", "modality", "count", "years"].map((name) => make("th", { scope: "col", text: word(name) })));
  const body = make("tbody");
  for (const e of shown.lines.sort((a, b) => lines.s[a] - lines.s[b] || lines.r[a] - lines.r[b] || lines.o[a] - lines.o[b])) {
    const sayings = sayingsShown(e), spans = [...new Set(sayings.map((s) => spanWords(graph.sayings.from[s], graph.sayings.to[s])).filter(Boolean))].sort();
    body.append(make("tr", {}, make("td", {}, nodeButton(lines.s[e])),
      make("td", {}, make("button", { type: "button", class: "link", text: term(graph.relations[lines.r[e]]), click: () => choose({ line: e }) })),
      make("td", {}, nodeButton(lines.o[e])), make("td", { text: modalityWords(modalityCounts(sayings)) }),
      make("td", { text: number(sayings.length) }), make("td", { text: spans.join(", ") })));
  }
  byId("table").replaceChildren(make("table", {}, make("caption", { text: word("table_caption") }), make("thead", {}, head), body));
}
function spanWords(from, to) {
  if (!from) return "";
  if (from === to) return String(from);
  return `${from === 1 ? "…" : from}–${to === 9999 ? "…" : to}`;
}
