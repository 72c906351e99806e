/* The start page: which language is shown, the look-up of names, the cards of mechanisms. The page reads without it. */

const words = block("kg-words");
const root = document.documentElement;
let lang = "en";
let names = null;

/* Width, case, spaces and punctuation do not count, so that "chip4" finds "Chip 4". */
const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, "");
const word = (name, values = {}) => words[name][lang === "zh" ? 1 : 0].replace(/\{(\w+)\}/g, (_, key) => String(values[key]));

function speak(next) {
  lang = next;
  root.lang = lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  byId("search").placeholder = word("search");
  byId("language").textContent = word("other");
  byId("language").lang = lang === "zh" ? "en" : "zh-Hans";
  /* Pages that a link opens go on in the same language. */
  for (const link of document.querySelectorAll('a[href^="graph.html"], a[href^="documents/"]')) link.href = spoken(link.getAttribute("href"));
  if (byId("search").value) showHits();
}
function spoken(address) {
  const [page, fragment = ""] = address.split("#");
  const parts = fragment.split("&").filter((part) => part && !part.startsWith("lang="));
  return `${page}#${[...parts, `lang=${lang}`].join("&")}`;
}

/* Look up a name. */
function read() {
  const data = block("kg-names");
  const classes = data.classes;
  return data.entities.map(([key, en, zh, cls, also]) => ({ key, labels: [en, zh], mark: cls, cls: classes[cls], forms: [en, zh, ...also].map(plain) }));
}
function find(query, limit) {
  const wanted = plain(query);
  if (!wanted) return [];
  names ??= read();
  const hits = [[], [], []];
  for (const name of names) {
    let best = 3;
    for (const form of name.forms) {
      const at = form.indexOf(wanted);
      if (at >= 0) best = Math.min(best, form === wanted ? 0 : at === 0 ? 1 : 2);
    }
    if (best < 3) hits[best].push(name);
  }
  return hits.flat().slice(0, limit);
}
function showHits() {
  const query = byId("search").value.trim();
  const hits = find(query, 8);
  const here = lang === "zh" ? 1 : 0;
  const rows = hits.map(({ key, labels, mark, cls }) => make("li", {}, make("a", { href: spoken(`graph.html#${new URLSearchParams({ node: key })}`) },
    make("i", { class: `mark-${mark}` }),
    make("bdi", { text: labels[here] }),
    make("span", { class: "soft", text: [labels[1 - here] === labels[here] ? "" : labels[1 - here], cls[here]].filter(Boolean).join(" · ") }))));
  if (query && !hits.length) rows.push(make("li", { class: "soft", text: word("no_hit") }));
  byId("hits").replaceChildren(...rows);
  byId("hits").hidden = rows.length === 0;
  byId("told").textContent = !query ? "" : !hits.length ? word("no_hit") : word(hits.length === 1 ? "hit" : "hits", { n: hits.length });
}
const links = () => [...byId("hits").querySelectorAll("a")];
byId("search").addEventListener("input", showHits);
byId("search").addEventListener("focus", showHits);
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && links().length) links()[0].click();
  if (event.key === "ArrowDown" && links().length) { event.preventDefault(); links()[0].focus(); }
  if (event.key === "Escape") byId("hits").hidden = true;
});
byId("hits").addEventListener("keydown", (event) => {
  const at = links().indexOf(document.activeElement);
  if (event.key === "ArrowDown") { event.preventDefault(); (links()[at + 1] ?? links()[0]).focus(); }
  if (event.key === "ArrowUp") { event.preventDefault(); (links()[at - 1] ?? byId("search")).focus(); }
  if (event.key === "Escape") { byId("search").focus(); byId("hits").hidden = true; }
});
document.addEventListener("click", (event) => { if (!event.target.closest(".find")) byId("hits").hidden = true; });
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !event.target.matches("input")) { event.preventDefault(); byId("search").focus(); }
});

/* The cards: one at a time, after the ARIA pattern of tabs. */
const tabs = [...document.querySelectorAll("[role=tab]")];
function turn(chosen, { focus = false } = {}) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    byId(tab.getAttribute("aria-controls")).hidden = !on;
  }
  if (focus) chosen.focus();
}
for (const [at, tab] of tabs.entries()) {
  tab.addEventListener("click", () => turn(tab));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (step) turn(tabs[(at + step + tabs.length) % tabs.length], { focus: true });
    if (event.key === "Home") { event.preventDefault(); turn(tabs[0], { focus: true }); }
    if (event.key === "End") { event.preventDefault(); turn(tabs.at(-1), { focus: true }); }
  });
}

byId("language").addEventListener("click", () => {
  speak(lang === "zh" ? "en" : "zh");
  try { history.replaceState(null, "", `#lang=${lang}`); } catch { /* a page without an address works too */ }
});
const asked = new URLSearchParams(location.hash.slice(1)).get("lang");
if (tabs.length) turn(tabs[0]);
byId("language").hidden = false;
byId("search").disabled = false;
speak(["zh", "en"].includes(asked) ? asked : navigator.language.startsWith("zh") ? "zh" : "en");
root.dataset.ready = "yes";
