/* Walk: the shortest path between two nodes, and the choice of its other end. */

let from = null; // one end of a path, while the other is being chosen

/* The path chosen, by what the filters let through: its nodes, and for each step the lines that make it. */
let walked = null; // forgotten whenever the state changes
function way() {
  if (walked === null) {
    const steps = shortest(...state.path);
    walked = { steps, ties: steps ? steps.slice(1).map((j, k) => tiesBetween(steps[k], j)) : [] };
  }
  return walked;
}
/* Breadth first, better ranked neighbours first, so that the same filters always give the same path. */
function shortest(a, b) {
  const before = new Map([[a, a]]);
  let edge = [a];
  while (edge.length && !before.has(b)) {
    const next = [];
    for (const i of edge) {
      for (const e of around[i]) {
        const j = far(e, i);
        if (!before.has(j) && lineShown(e)) { before.set(j, i); next.push(j); }
      }
    }
    edge = next.sort((i, j) => i - j);
  }
  if (!before.has(b)) return null;
  const steps = [b];
  while (steps[0] !== a) steps.unshift(before.get(steps[0]));
  return steps;
}
const tiesBetween = (i, j) => around[i].filter((e) => far(e, i) === j && lineShown(e));

/* What is on the path gets drawn, and with other filters another path. */
function drawPath() {
  if (state.path === null) return;
  for (const i of way().steps ?? state.path) if (!drawnNodes.has(i)) reveal(i, 0);
  for (const e of way().ties.flat()) drawnLines.add(e);
}

function startPath(i) {
  from = i;
  showNote();
  byId("search").value = "";
  byId("search").focus();
}
/* Choose a node, or with it the path from the one chosen before. */
function pick(i, options) {
  if (from === null || from === i) { choose({ node: i }, options); return; }
  choose({ path: [from, i] });
}
function showNote() {
  byId("note").hidden = from === null;
  byId("note").textContent = from === null ? "" : word("other_end", { name: label(from) });
}

function pathPanel() {
  const [a, b] = state.path, { steps, ties } = way();
  const parts = [closeButton(), make("h2", {}, nodeButton(a), make("span", { class: "relation", text: " ⋯ " }), nodeButton(b))];
  if (!steps) return [...parts, make("p", { text: word("no_path") })];
  const list = make("ol", { class: "steps" });
  ties.forEach((step, k) => list.append(make("li", {}, nodeButton(steps[k]), " – ", nodeButton(steps[k + 1]),
    make("ul", { class: "claims" }, ...step.map((e) => claimItem(e, claimWords(e)))))));
  return [...parts, make("p", { class: "soft", text: counted("step", ties.length) }), list];
}
