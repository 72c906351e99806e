/* Events: what the reader does, and the one function that shows the result. */

let showing = { nodes: [], lines: [] };

function refresh() {
  document.documentElement.lang = state.lang === "zh" ? "zh-Hans" : "en";
  for (const element of document.querySelectorAll("[data-word]")) element.textContent = word(element.dataset.word);
  for (const element of document.querySelectorAll("[data-label]")) element.setAttribute("aria-label", word(element.dataset.label));
  byId("language").textContent = word("other_language");
  byId("language").setAttribute("lang", state.lang === "zh" ? "en" : "zh");
  byId("search").placeholder = word("search");
  byId("search").setAttribute("aria-label", word("search"));
  byId("hits").setAttribute("aria-label", word("search"));
  byId("colour").value = state.colour;
  showing = paint();
  buildLegend();
  showTime();
  showSentence(showing);
  showTable(showing);
  showPanel();
  // A page inside a sandboxed frame has no address to keep the state in.
  try { history.replaceState(null, "", `#${toFragment()}`); } catch { /* the page works without */ }
}

/* Captions depend on scale and place: once the picture rests, choose them anew. */
let resting = 0;
function rest() {
  clearTimeout(resting);
  resting = setTimeout(paint, 120);
}
function fitTo(options = {}) {
  network.fit({ animation: motion(), ...options });
  rest();
}

/* Select a node, a line, or nothing; what is selected gets drawn. */
function choose({ node = null, line = null }, { centre = true } = {}) {
  state.node = node;
  state.line = line;
  if (node !== null && !drawnNodes.has(node)) reveal(node);
  const more = line !== null && !drawnLines.has(line);
  if (more) {
    for (const end of [lines.s[line], lines.o[line]]) if (!drawnNodes.has(end)) reveal(end, 0);
    drawnLines.add(line);
  }
  refresh();
  if (node !== null && centre) {
    network.focus(node, { scale: Math.max(0.9, network.getScale()), animation: motion() });
    rest();
  }
  if (more) fitTo({ nodes: [lines.s[line], lines.o[line]], maxZoomLevel: 1 });
  if (node === null && line === null) byId("canvas").focus({ preventScroll: true });
  else byId("panel").focus({ preventScroll: !matchMedia("(max-width: 720px)").matches });
}

/* Search: type-ahead list after the ARIA combobox pattern. */
let hits = [], active = -1;
function showHits() {
  const query = byId("search").value;
  hits = find(query, 12);
  active = hits.length ? 0 : -1;
  const items = hits.map((i, k) => make("li", { role: "option", id: `hit-${k}`, "aria-selected": String(k === active) },
    shapeSwatch(graph.classes[nodes.cls[i]].shape, shade(graph.classes[nodes.cls[i]].colour)),
    make("span", { class: "name", text: label(i) }),
    make("span", { class: "soft", text: [otherLabel(i) === label(i) ? "" : otherLabel(i), drawnNodes.has(i) ? "" : word("not_drawn")].filter(Boolean).join(" · ") })));
  items.forEach((item, k) => item.addEventListener("mousedown", (event) => { event.preventDefault(); take(k); }));
  if (query.trim() && !hits.length) items.push(make("li", { class: "soft", role: "option", "aria-disabled": "true", text: word("nothing") }));
  byId("hits").replaceChildren(...items);
  openHits(items.length > 0);
}
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
  const chosen = hits[k];
  byId("search").value = label(chosen);
  openHits(false);
  choose({ node: chosen });
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

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") { choose({}); byId("search").focus(); }
  if (event.key === "/" && !event.target.matches("input, select")) { event.preventDefault(); byId("search").focus(); }
});
network.on("click", ({ nodes: [node], edges: [line] }) => {
  if (node !== undefined) choose({ node }, { centre: false });
  else if (line !== undefined) choose({ line });
  else if (state.node !== null || state.line !== null) choose({});
});
// The browser's own event: vis-network times clicks itself and misses the second while the first still paints.
byId("canvas").addEventListener("dblclick", ({ clientX, clientY }) => {
  const { left, top } = byId("canvas").getBoundingClientRect();
  const node = network.getNodeAt({ x: clientX - left, y: clientY - top });
  if (node !== undefined) { reveal(node); refresh(); }
});
network.on("dragEnd", ({ nodes: moved }) => { for (const i of moved) drawnNodes.set(i, network.getPosition(i)); });
byId("fit").addEventListener("click", () => fitTo());
byId("reset").addEventListener("click", () => { state = { ...fresh(), lang: state.lang }; refresh(); fitTo(); });
byId("language").addEventListener("click", () => { state.lang = state.lang === "zh" ? "en" : "zh"; refresh(); });
byId("table-switch").addEventListener("click", () => { state.table = !state.table; refresh(); });
byId("colour").addEventListener("change", (event) => { state.colour = event.target.value; refresh(); });
dark.addEventListener("change", refresh);
for (const event of ["zoom", "dragEnd", "animationFinished", "resize"]) network.on(event, rest);

function restore() {
  state = fromFragment(location.hash.slice(1));
  const { node, line } = state;
  if (node !== null) choose({ node });
  else if (line !== null) choose({ line });
  else refresh();
}
window.addEventListener("hashchange", restore);
if (matchMedia("(max-width: 720px)").matches) byId("legend-box").open = false;
setUpTime();
paint();
network.fit();
restore();
document.documentElement.dataset.ready = "yes";
window.explorer = { network }; // a handle for the browser's console and for tests
