/* The reader: what is pointed at, clicked, filtered and jumped to. The text itself is never changed. */

const words = block("kg-words");
const data = block("kg-data");
const text = byId("text"), card = byId("card"), tip = byId("tip");
const [KEY, ZH, EN, CLASS, COUNT, LINK] = [0, 1, 2, 3, 4, 5];
const [SUBJECT, RELATION, OBJECT, MODALITY, SENTENCE] = [0, 1, 2, 3, 4];
const ROLES = ["subject", "object", "trigger", "cue"];
const state = { lang: "en", node: null, pinned: null, off: { class: new Set(), relation: new Set(), modality: new Set() } };

const word = (name, values = {}) => (words[name]?.[state.lang] ?? name).replace(/\{(\w+)\}/g, (_, key) => String(values[key]));
const term = (item) => item[state.lang] || item.id || "?";
const number = (value) => value.toLocaleString("en-US");
const label = (e) => data.entities[e][state.lang === "zh" ? ZH : EN];
const twin = (e) => data.entities[e][state.lang === "zh" ? EN : ZH];
const className = (e) => term(data.classes[data.entities[e][CLASS]]);
const items = data.notes.map((_, n) => byId(`g${n}`));
const noteOf = new Map(data.notes.flatMap(([members], n) => members.map((a) => [a, n])));
const placesOf = (e) => [...text.querySelectorAll(`.m[data-e="${e}"]`)];

/* Language: every word of the page that is not the document's. */
function detail([members, date, speaker, amount, rules]) {
  const parts = [date, speaker >= 0 ? `${word("according")} ${label(speaker)}` : "", amount, `${word("rule")} ${rules}`];
  return parts.filter(Boolean).map((part) => ` · ${part}`).join("");
}
function sayNote(n) {
  const note = data.notes[n], said = note[0].map((a) => data.said[a]), relation = data.relations[said[0][RELATION]];
  const [line, how] = items[n].children;
  const names = [...line.querySelectorAll("b")], subjects = line.firstElementChild.className === "a";
  const several = said.map((a) => a[subjects ? SUBJECT : OBJECT]), one = said[0][subjects ? OBJECT : SUBJECT];
  (subjects ? [...several, one] : [one, ...several]).forEach((e, i) => { names[i].textContent = label(e); });
  line.querySelector("i").textContent = `${term(relation)} ${relation.directed ? "→" : "↔"}`;
  for (const link of line.querySelectorAll("a")) link.setAttribute("aria-label", word("in_graph"));
  how.children[0].textContent = term(data.modalities[said[0][MODALITY]]);
  how.children[1].textContent = detail(note);
}
/* A page that is linked to opens in the same language. */
function inLanguage(link) {
  const [path, fragment = ""] = link.getAttribute("href").split("#"), read = new URLSearchParams(fragment);
  read.set("lang", state.lang);
  return `${path}#${read}`;
}
function speak(lang) {
  state.lang = lang;
  document.documentElement.lang = lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  byId("about").textContent = word("about", { length: number(data.length), mentions: number(data.entities.reduce((sum, e) => sum + e[COUNT], 0)), statements: number(data.said.length) });
  for (const link of document.querySelectorAll("a[href^='../']")) link.setAttribute("href", inLanguage(link));
  byId("side").setAttribute("aria-label", word("show"));
  byId("language").textContent = word("other_language");
  byId("language").setAttribute("lang", lang === "zh" ? "en" : "zh");
  for (const region of text.querySelectorAll("[data-why]")) region.dataset.unread = `${word("unread")}: ${word(`why ${region.dataset.why}`).replace(/^why /, "")}`;
  for (const list of document.querySelectorAll("ul.notes")) {
    list.lang = lang;
    if (list.dataset.n) list.setAttribute("aria-label", word("notes_of", { number: list.dataset.n }));
  }
  for (const fold of document.querySelectorAll(".notes summary")) fold.textContent = word("more", { count: fold.nextElementSibling.children.length });
  items.forEach((_, n) => sayNote(n));
  buildLegend();
  if (state.node !== null) showCard(state.node);
}

/* Filters: marks by class, notes by relation and modality, each with the number of what it shows. */
function buildLegend() {
  const kinds = [["class", "classes", data.classes, (i) => data.entities.reduce((sum, e) => sum + (e[CLASS] === i ? e[COUNT] : 0), 0)],
    ["relation", "relations", data.relations, (i) => data.said.filter((a) => a[RELATION] === i).length],
    ["modality", "modalities", data.modalities, (i) => data.said.filter((a) => a[MODALITY] === i).length]];
  const sets = kinds.map(([kind, title, list, count]) => {
    const rows = list.map((item, i) => [item, i, count(i)]).filter(([, , n]) => n).sort((a, b) => (kind === "class" ? b[2] - a[2] : 0));
    const entries = rows.map(([item, i, n]) => {
      const box = make("input", { type: "checkbox", "data-id": item.id });
      box.checked = !state.off[kind].has(i);
      box.addEventListener("change", () => { state.off[kind][box.checked ? "delete" : "add"](i); filter(); });
      return make("label", { class: "entry" }, box, make("span", { class: kind === "class" ? `m k${i}` : "name", text: term(item) }), make("span", { class: "count", text: number(n) }));
    });
    const all = (on) => make("button", { type: "button", text: word(on ? "all" : "none"), click: () => {
      state.off[kind] = new Set(on ? [] : rows.map(([, i]) => i));
      for (const entry of entries) entry.firstChild.checked = on;
      filter();
    } });
    return rows.length ? make("fieldset", { "data-kind": kind }, make("legend", { text: word(title) }), make("div", { class: "switch" }, all(true), all(false)), ...entries) : null;
  });
  const ranked = data.entities.map((e, i) => [e[COUNT], i]).filter(([n]) => n).sort(([n, i], [m, j]) => m - n || i - j);
  const people = ranked.map(([n, i]) => make("li", {}, make("button", { type: "button", class: "link", text: label(i), click: () => { showCard(i); visit(i, 0); } }), make("span", { class: "count", text: ` ${number(n)}` })));
  byId("legend").replaceChildren(...[key(), ...sets, people.length ? make("details", {}, make("summary", { text: word("people") }), make("ol", {}, ...people)) : null].filter(Boolean));
}
const key = () => make("p", { class: "soft" }, word("hint"), " ", ...ROLES.flatMap((role) => [make("mark", { class: role, text: word(`mark_${role}`) }), " "]));
function filter() {
  data.classes.forEach((_, i) => { for (const mark of text.querySelectorAll(`.k${i}`)) mark.classList.toggle("off", state.off.class.has(i)); });
  data.notes.forEach(([[first]], n) => { items[n].hidden = state.off.relation.has(data.said[first][RELATION]) || state.off.modality.has(data.said[first][MODALITY]); });
  for (const list of text.querySelectorAll("ul[data-n]")) list.parentElement.classList.toggle("silent", !list.querySelector(".note:not([hidden])"));
}

/* Statements: subject, object, trigger and cue are marked in the text while one is pointed at, focused or pinned. */
function mark(statements) {
  ROLES.forEach((role, r) => {
    const spans = statements.map((a) => data.said[a].slice(SENTENCE + 2 + 2 * r, SENTENCE + 4 + 2 * r));
    paint(role, [...new Map(spans.map((span) => [span.join(), span])).values()]);
  });
  for (const old of document.querySelectorAll(".lit")) old.classList.remove("lit");
  for (const a of statements) items[noteOf.get(a)].classList.add("lit");
}
function statementsAt(target) {
  const end = target.closest?.(".a"), note = target.closest?.(".note");
  return end ? [Number(end.id.slice(1))] : note ? data.notes[Number(note.id.slice(1))][0] : null;
}
/* From the text: the notes of the sentence that name the thing pointed at, or all of them. */
function lightNotes(place) {
  const list = place.closest(".s")?.querySelector(".notes");
  if (!list) return;
  const thing = place.closest(".m")?.dataset.e, notes = [...list.querySelectorAll(".note")].map((item) => Number(item.id.slice(1)));
  const naming = thing === undefined ? [] : notes.filter((n) => data.notes[n][0].some((a) => [SUBJECT, OBJECT].some((end) => data.said[a][end] === Number(thing))));
  for (const n of naming.length ? naming : notes) items[n].classList.add("lit");
}
function unmark() {
  mark(state.pinned ?? []);
  tip.hidden = true;
}
function pin(statements) {
  state.pinned = statements;
  mark(statements ?? []);
}

/* Cards of entities. */
function showCard(e) {
  state.node = e;
  const [, , , , count, link] = data.entities[e], places = placesOf(e);
  const about = data.said.map((a, i) => [a, i]).filter(([a]) => a[SUBJECT] === e || a[OBJECT] === e);
  const claims = about.map(([a, i]) => {
    const relation = data.relations[a[RELATION]], modality = data.modalities[a[MODALITY]];
    const words = `${label(a[SUBJECT])} ${term(relation)} ${relation.directed ? "→" : "↔"} ${label(a[OBJECT])}`;
    return make("li", { class: modality.id }, make("button", { type: "button", class: "link", text: words, click: () => goTo(i) }), modality.id === "asserted" ? null : make("em", { text: ` ${term(modality)}` }));
  });
  const step = (by, name, sign) => make("button", { type: "button", "aria-label": word(name), title: word(name), text: sign, click: () => visit(e, (state.at ?? 0) + by) });
  card.replaceChildren(make("button", { type: "button", class: "close", text: "✕", "aria-label": word("close"), click: closeCard }),
    make("h2", {}, make("bdi", { text: label(e) })), ...(twin(e) === label(e) ? [] : [make("p", { class: "twin" }, make("bdi", { text: twin(e) }))]),
    make("p", {}, make("span", { class: `m k${data.entities[e][CLASS]}`, text: className(e) })),
    make("p", { class: "steps" }, make("span", { text: word("mentioned_here", { count: number(count) }) }), ...(places.length > 1 ? [step(-1, "previous", "↑"), step(1, "next", "↓")] : [])),
    make("p", {}, make("a", { href: `../${link}&lang=${state.lang}`, text: word("in_graph") })),
    make("h3", { text: `${word("statements")} (${number(about.length)})` }),
    about.length ? make("ul", { class: "claims" }, ...claims) : make("p", { class: "soft", text: word("no_statements") }));
  card.setAttribute("aria-label", label(e));
  card.hidden = false;
  byId("side").scrollTop = 0;
  for (const old of text.querySelectorAll(".chosen")) old.classList.remove("chosen");
  for (const place of places) place.classList.add("chosen");
}
function closeCard() {
  state.node = null;
  card.hidden = true;
  for (const old of text.querySelectorAll(".chosen")) old.classList.remove("chosen");
}
function visit(e, at) {
  const places = placesOf(e);
  if (!places.length) return;
  state.at = (at + places.length) % places.length;
  const range = document.createRange();
  range.selectNodeContents(places[state.at]);
  scrollToRange(range);
}
function goTo(a) {
  const item = items[noteOf.get(a)], [start, end] = data.said[a].slice(SENTENCE);
  const fold = item.closest("details");
  if (fold) fold.open = true;
  pin([a]);
  const found = start >= 0 ? ranges(start, end) : [];
  if (found.length) scrollToRange(found[0]);
  byId(`a${a}`).querySelector("a").focus({ preventScroll: true });
}

/* The address: #char=1204,1251 marks a span; anything else in its place does nothing. */
function jump() {
  const read = new URLSearchParams(location.hash.slice(1)), lang = read.get("lang");
  if (["zh", "en"].includes(lang) && lang !== state.lang) speak(lang);
  const [, from, to] = /^(\d{1,9}),(\d{1,9})$/.exec(read.get("char") ?? "") ?? [], start = Number(from), end = Number(to);
  const found = start < end && end <= data.length ? paint("target", [[start, end]]) : paint("target", []);
  for (const old of text.querySelectorAll(".here")) old.classList.remove("here");
  byId("status").textContent = found.length ? word("jumped", { start, end }) : "";
  if (!found.length) return;
  for (const range of found) range.startContainer.parentElement.closest(".s")?.classList.add("here");
  scrollToRange(found[0]);
}

/* What people do. */
document.addEventListener("pointerover", ({ target, clientX, clientY }) => {
  const statements = statementsAt(target), place = target.closest?.("#text .m"), sentence = target.closest?.("#text .s");
  if (statements) mark(statements);
  else unmark();
  if (sentence && !statements) lightNotes(target);
  if (place && !place.classList.contains("off")) {
    const e = Number(place.dataset.e), names = [label(e), twin(e)].filter((name, i, all) => all.indexOf(name) === i);
    tip.replaceChildren(make("strong", { text: names.join(" · ") }), make("span", { text: className(e) }));
    tip.hidden = false;
    tip.style.left = `${Math.max(8, Math.min(clientX + 12, innerWidth - tip.offsetWidth - 12))}px`;
    tip.style.top = `${clientY + 22 + tip.offsetHeight > innerHeight ? clientY - tip.offsetHeight - 14 : clientY + 22}px`;
  }
});
document.addEventListener("focusin", ({ target }) => { const statements = statementsAt(target); if (statements) mark(statements); });
document.addEventListener("focusout", unmark);
document.addEventListener("click", ({ target }) => {
  if (target.closest("a, button, input, summary, label") || !getSelection().isCollapsed) return;
  const place = target.closest("#text .m:not(.off)"), statements = statementsAt(target);
  tip.hidden = true;
  if (place) { showCard(Number(place.dataset.e)); state.at = placesOf(state.node).indexOf(place); }
  else if (statements) pin(statements);
  else if (target.closest("main")) pin(null);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") {
    pin(null);
    closeCard();
    unmark();
    paint("target", []);
    document.activeElement.blur();
  }
  const note = event.target.closest?.(".note");
  if (note && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
    event.preventDefault();
    const links = [...document.querySelectorAll(".note:not([hidden]) .a > a")].filter((link) => link.checkVisibility({ contentVisibilityAuto: false }));
    links[links.indexOf(event.target) + (event.key === "ArrowDown" ? 1 : -1)]?.focus();
  }
});
/* What is copied is the text as it was read, without the notes in between. */
document.addEventListener("copy", (event) => {
  const selection = getSelection();
  if (selection.isCollapsed || !text.contains(selection.anchorNode) || !text.contains(selection.focusNode)) return;
  const range = selection.getRangeAt(0), from = range.startContainer.parentElement?.closest(".notes");
  if (from && from.contains(range.endContainer)) return;
  const copied = range.cloneContents();
  for (const notes of copied.querySelectorAll(".notes")) notes.remove();
  event.clipboardData.setData("text/plain", copied.textContent);
  event.preventDefault();
});
text.addEventListener("pointerdown", ({ target }) => text.classList.toggle("reading", !target.closest(".notes")));
byId("language").addEventListener("click", () => {
  speak(state.lang === "zh" ? "en" : "zh");
  const read = new URLSearchParams(location.hash.slice(1));
  read.set("lang", state.lang);
  // A page inside a sandboxed frame has no address to keep the language in.
  try { history.replaceState(null, "", `#${read.toString().replace("%2C", ",")}`); } catch { /* the page works without */ }
});
window.addEventListener("hashchange", jump);

for (const id of ["side", "language"]) byId(id).hidden = false;
if (matchMedia("(max-width: 1180px)").matches) byId("filters").open = false;
speak(navigator.language.startsWith("zh") ? "zh" : "en");
jump();
document.documentElement.dataset.ready = "yes";
