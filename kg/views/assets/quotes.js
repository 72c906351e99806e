/* Quotes: one saying with its marks, where it stands, and a line to cite it by. */

/* A saying as words: everything that a card, a citation or a row of a table says of it. */
function saying(s) {
  const { quotes, dates, rules, amounts, sayings } = sources();
  const [quote, date, attribution, rule, amount, ...marks] = sayings[s];
  const [place, start, end, text] = quotes[quote];
  const [id, title, published, publisher, language, authors] = graph.documents[place], reader = readerOf(graph.documents[place]);
  return { modality: graph.modalities[graph.sayings.modality[s]], date: dates[date], attribution, rule: rules[rule], amount: amounts[amount], marks,
    id, title: title || id, published, publisher, language, authors, reader, start, end, text };
}
/* “Quote” — author, Title, publisher, date, document en-1, characters 0–58. */
function citation({ text, authors, title, publisher, published, id, start, end }) {
  const where = [listed(authors), title, publisher, published, `${word("document_id")} ${id}`, `${word("offsets")} ${start}–${end}`];
  return `“${text}” — ${where.filter(Boolean).join(state.lang === "zh" ? "，" : ", ")}`;
}

function sayingCard(s) {
  const said = saying(s);
  const source = [said.title, said.publisher, said.published ? `${word("document_date")} ${said.published}` : ""].filter(Boolean).join(" · ");
  const status = make("span", { class: "soft", role: "status" });
  const cite = make("button", { type: "button", class: "small", text: word("cite"), click: () => copy(citation(said), status, card) });
  const card = make("article", { class: `saying ${said.modality.id}` },
    make("p", { class: "badges" }, lineSwatch(said.modality.id, css("--ink"), false), make("strong", { text: term(said.modality) }),
      said.date ? make("span", { text: `${word("said_date")} ${said.date}` }) : null,
      said.attribution >= 0 ? make("span", {}, `${word("according")} `, nodeButton(said.attribution)) : null,
      said.amount ? make("span", { text: `${word("amount")} ${said.amount}` }) : null),
    marked(said.text, said.marks, said.language),
    make("p", { class: "source", text: source }),
    make("p", { class: "soft fine", text: `${said.id} · ${word("offsets")} ${said.start}–${said.end} · ${word("rule")} ${said.rule}` }),
    make("p", { class: "acts" },
      said.reader ? make("a", { class: "read", href: inLanguage(said.reader, `char=${said.start},${said.end}`), text: word("read") }) : null, cite, status));
  return card;
}
/* Into the clipboard where the browser allows it; the line stands selected below in any case. */
function copy(text, status, card) {
  let box = card.querySelector("textarea");
  if (!box) {
    box = make("textarea", { readonly: "", rows: 4, "aria-label": word("cite") });
    card.append(box);
  }
  box.value = text;
  box.select();
  const told = (done) => { status.textContent = word(done ? "copied" : "copy_yourself"); };
  if (document.execCommand("copy")) told(true);
  else if (navigator.clipboard) navigator.clipboard.writeText(text).then(() => told(true), () => told(false));
  else told(false);
}
/* Marks are counted in code points, hence Array.from; where two overlap the later role wins, nested inside the quote. */
function marked(text, marks, language) {
  const letters = Array.from(text), roles = new Array(letters.length).fill("");
  ["subject", "object", "trigger", "cue"].forEach((role, k) => {
    for (let at = marks[2 * k]; at >= 0 && at < Math.min(marks[2 * k + 1], letters.length); at++) roles[at] = role;
  });
  const quote = make("blockquote", {});
  if (/^[a-zA-Z]{2,3}(-[a-zA-Z0-9]+)*$/.test(language)) quote.setAttribute("lang", language);
  for (let at = 0, begin = 0; at <= letters.length; at++) {
    if (at < letters.length && roles[at] === roles[begin]) continue;
    const piece = letters.slice(begin, at).join("");
    if (piece) quote.append(roles[begin] ? make("mark", { class: roles[begin], title: word(`mark_${roles[begin]}`), text: piece }) : piece);
    begin = at;
  }
  return quote;
}
