/* Find: a type-ahead list after the ARIA combobox pattern. */

let hits = [], active = -1;
function showHits() {
  const query = byId("search").value;
  hits = find(query, 12);
  active = hits.length ? 0 : -1;
  const items = hits.map((i, k) => make("li", { role: "option", id: `hit-${k}`, "aria-selected": String(k === active) },
    shapeSwatch(graph.classes[nodes.cls[i]].shape, shade(graph.classes[nodes.cls[i]].colour)),
    make("span", { class: "name", text: label(i) }),
    make("span", { class: "soft", text: [otherLabel(i) === label(i) ? "" : otherLabel(i), unseen(i)].filter(Boolean).join(" · ") })));
  items.forEach((item, k) => item.addEventListener("mousedown", (event) => { event.preventDefault(); take(k); }));
  if (query.trim() && !hits.length) items.push(make("li", { class: "soft", role: "option", "aria-disabled": "true", text: word("nothing") }));
  byId("hits").replaceChildren(...items);
  openHits(items.length > 0);
}
/* Why a hit is not to be seen. */
const unseen = (i) => (!nodeShown(i) ? word("filtered") : drawnNodes.has(i) ? "" : word("not_drawn"));
function openHits(open) {
  byId("hits").hidden = !open;
  byId("search").setAttribute("aria-expanded", String(open));
  if (open && active >= 0) byId("search").setAttribute("aria-activedescendant", `hit-${active}`);
  else byId("search").removeAttribute("aria-activedescendant");
}
function moveTo(k) {
  active = (k + hits.length) % hits.length;
  [...byId("hits").children].forEach((item, at) => item.setAttribute("aria-selected", String(at === active)));
  byId("hits").children[active].scrollIntoView({ block: "nearest" });
  openHits(true);
}
function take(k) {
  if (k < 0) return;
  byId("search").value = label(hits[k]);
  openHits(false);
  pick(hits[k]);
}
byId("search").addEventListener("input", showHits);
byId("search").addEventListener("blur", () => openHits(false));
byId("search").addEventListener("keydown", (event) => {
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    event.preventDefault();
    if (byId("hits").hidden) showHits();
    else if (hits.length) moveTo(active + (event.key === "ArrowDown" ? 1 : -1));
  } else if (event.key === "Enter") {
    event.preventDefault();
    if (byId("hits").hidden) showHits();
    take(active);
  } else if (event.key === "Escape" && !byId("hits").hidden) {
    event.stopPropagation();
    event.preventDefault(); // or the browser empties the box
    openHits(false);
  }
});
