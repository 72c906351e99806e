/* The picture: what is drawn, how it looks, and how more is drawn. vis-network only paints. */

const NEIGHBOURS = 25, LABELS = 25, RING = 130, LETTER = 14, ROOM = 17000, LARGE = 7, GROUND = 70, FOREMOST = 10;
const dark = matchMedia("(prefers-color-scheme: dark)");
const shade = (pair) => pair[dark.matches ? 1 : 0];
const css = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
const DASHES = { asserted: false, planned: [7, 5], possible: [2, 4], negated: [14, 6] };

const drawnNodes = new Map(block("kg-nodes").map(({ id, x, y }) => [id, { x, y }]));
const drawnLines = new Set(block("kg-edges").map(({ id }) => id));
const visNodes = new vis.DataSet(), visLines = new vis.DataSet();
const network = new vis.Network(byId("canvas"), { nodes: visNodes, edges: visLines }, block("kg-options"));

const scores = nodes.score ?? nodes.key.map((_, i) => around[i].length);
const topScore = Math.max(scores[0] ?? 0, 1e-9); // nodes come in the order of their rank
const nodeSize = (i) => 7 + 24 * Math.sqrt(scores[i] / topScore);
const shorten = (text, limit) => (text.length > limit ? text.slice(0, limit - 1) + "…" : text);

function nodeColour(i) {
  if (state.colour === "class") return shade(graph.classes[nodes.cls[i]].colour);
  return shade(clusterOf(i)?.colour ?? graph.other);
}
/* Labels would hide one another: two lines at most, cut at what fits beside a neighbour. */
function caption(i) {
  const text = label(i);
  if (state.lang === "zh") return shorten(text, 14);
  const cut = shorten(text, 34), middle = cut.indexOf(" ", Math.floor(cut.length / 2) - 3);
  return cut.length > 18 && middle > 0 ? `${cut.slice(0, middle)}\n${cut.slice(middle + 1)}` : cut;
}
/* Which captions fit, below their node or above it: best ranked first, none over another or, but for the foremost, over
   a large node, only what is in sight; boxes in screen pixels. */
const ruler = document.createElement("canvas").getContext("2d");
const captionHeight = (i) => caption(i).split("\n").length * (LETTER + 4);
function legible(candidates, limit, lit) {
  const { clientWidth: width, clientHeight: height } = byId("canvas"), taken = [], fits = new Map();
  const most = Math.min(limit, Math.ceil((width * height) / ROOM)), scale = network.getScale() * magnify();
  for (const [i, place] of drawnNodes) {
    const radius = nodeSize(i) * scale, { x, y } = network.canvasToDOM(place);
    if (radius > LARGE && nodeShown(i) && (!lit || lit.has(i))) taken.push([x - radius, y - radius, x + radius, y + radius, i]);
  }
  ruler.font = `${LETTER}px ${css("--face")}`;
  for (const i of candidates) {
    if (fits.size >= most) break;
    const half = Math.max(...caption(i).split("\n").map((row) => ruler.measureText(row).width)) / 2 + 3;
    const { x, y } = network.canvasToDOM(drawnNodes.get(i)), radius = nodeSize(i) * scale, tall = captionHeight(i);
    const places = [["below", y + radius, true], ["above", y - radius - tall - 4, true]];
    for (const [side, top, clear] of i < FOREMOST ? [...places, ...places.map(([side, top]) => [side, top, false])] : places) {
      const box = [x - half, top, x + half, top + tall];
      if (box[0] < 0 || y < 0 || top < 0 || box[2] > width || y > height) continue;
      if (taken.some(([l, t, r, b, own]) => own !== i && (own === undefined || clear) && box[0] < r && box[2] > l && box[1] < b && box[3] > t)) continue;
      taken.push(box);
      fits.set(i, side);
      break;
    }
  }
  return fits;
}
function inSight(i) {
  const { x, y } = network.canvasToDOM(drawnNodes.get(i));
  return x > 0 && y > 0 && x < byId("canvas").clientWidth && y < byId("canvas").clientHeight;
}
/* Captions keep their size on the screen; nodes and lines grow somewhat when seen from far away. */
const magnify = () => Math.min(1.7, Math.max(1, 0.5 / network.getScale()));

/* Coloured by cluster, the members of each stand on common ground: a broad stroke along the shortest ties between them,
   so that nobody else is drawn in. */
function grounds() {
  if (state.colour !== "cluster") return [];
  return graph.clusters.map((cluster) => {
    const members = [...drawnNodes.keys()].filter((i) => nodes.cluster[i] === cluster.id && nodeShown(i)).map((i) => drawnNodes.get(i));
    return { cluster, ties: members.length > 1 ? spanning(members) : [] };
  }).filter(({ ties }) => ties.length);
}
/* Shortest ties that join all points. R. C. Prim, Shortest connection networks, 1957. */
function spanning(points) {
  const near = points.map((point) => ({ to: points[0], gap: Math.hypot(point.x - points[0].x, point.y - points[0].y) })), ties = [];
  const left = new Set(points.keys());
  left.delete(0);
  while (left.size) {
    const k = [...left].reduce((best, j) => (near[j].gap < near[best].gap ? j : best));
    left.delete(k);
    ties.push([near[k].to, points[k]]);
    for (const j of left) {
      const gap = Math.hypot(points[j].x - points[k].x, points[j].y - points[k].y);
      if (gap < near[j].gap) near[j] = { to: points[k], gap };
    }
  }
  return ties;
}
network.on("beforeDrawing", (pen) => {
  for (const { cluster, ties } of grounds()) {
    pen.beginPath();
    for (const [a, b] of ties) { pen.moveTo(a.x, a.y); pen.lineTo(b.x, b.y); }
    Object.assign(pen, { strokeStyle: shade(cluster.colour), lineWidth: GROUND, lineCap: "round", lineJoin: "round", globalAlpha: 0.22 });
    pen.setLineDash([]);
    pen.stroke();
    pen.globalAlpha = 1;
  }
});

/* The nodes that stay bright: all when nothing is selected. */
function litNodes() {
  if (state.node !== null) return new Set([state.node, ...around[state.node].filter((e) => drawnLines.has(e) && lineShown(e)).map((e) => far(e, state.node))]);
  if (state.line !== null) return new Set([lines.s[state.line], lines.o[state.line]]);
  if (state.path !== null) return new Set([...state.path, ...(way().steps ?? [])]);
  return null;
}
function lineLit(e) {
  if (state.path !== null) return way().ties.flat().includes(e);
  if (state.node !== null) return lines.s[e] === state.node || lines.o[e] === state.node;
  return state.line === null || state.line === e;
}

/* Looks of everything drawn, from the tables and the state; called after any change of either. */
function paint() {
  const lit = litNodes(), ink = css("--ink"), ground = css("--ground"), face = css("--face");
  const shownLines = [...drawnLines].filter((e) => lineShown(e));
  const tied = new Set(shownLines.flatMap((e) => [lines.s[e], lines.o[e]]));
  const shownNodes = [...drawnNodes.keys()].filter(nodeShown).sort((a, b) => a - b);
  const chosenFirst = [state.node, lines.s[state.line], lines.o[state.line], ...(state.path ? lit : [])].filter((i) => drawnNodes.has(i));
  const wanted = shownNodes.filter((i) => (lit ? lit.has(i) : tied.has(i)));
  const named = legible([...new Set([...chosenFirst, ...wanted])].filter(inSight).slice(0, 2 * LABELS), LABELS, lit);
  const letter = LETTER / network.getScale(), grown = magnify();
  const nodeItems = [...drawnNodes].map(([i, place]) => {
    const colour = nodeColour(i), bright = !lit || lit.has(i), chosen = i === state.node;
    return {
      id: i, ...place, hidden: !nodeShown(i), size: nodeSize(i) * grown, shape: graph.classes[nodes.cls[i]].shape,
      label: named.has(i) ? caption(i) : undefined, above: named.get(i) === "above",
      title: `${nodes.zh[i]} · ${nodes.en[i]}\n${term(graph.classes[nodes.cls[i]])}`,
      color: { background: colour, border: chosen ? ink : ground, highlight: { background: colour, border: ink }, hover: { background: colour, border: ink } },
      borderWidth: chosen ? 3 : 1, borderWidthSelected: 3,
      opacity: bright ? (tied.has(i) || chosen ? 1 : 0.3) : 0.12,
      font: { color: ink, size: letter, strokeWidth: letter / 4, strokeColor: ground, face,
        vadjust: named.get(i) === "above" ? -2 * nodeSize(i) * grown - (captionHeight(i) + 8) / network.getScale() : 0 },
    };
  });
  const parallel = new Map();
  const lineItems = [...drawnLines].map((e) => {
    const relation = graph.relations[lines.r[e]], shown = sayingsShown(e), counts = modalityCounts(shown);
    const modality = graph.modalities[Math.max(0, counts.findIndex((n) => n > 0))].id;
    const pair = Math.min(lines.s[e], lines.o[e]) * nodeCount + Math.max(lines.s[e], lines.o[e]);
    const twin = parallel.get(pair) ?? 0, near = lineLit(e);
    parallel.set(pair, twin + 1);
    const colour = shade(graph.families[relation.family].colour);
    return {
      id: e, from: lines.s[e], to: lines.o[e], hidden: !lineShown(e),
      title: `${label(lines.s[e])} ${relation.directed ? "→" : "—"} ${label(lines.o[e])}\n${term(relation)} · ${modalityWords(counts)}`,
      label: shown.length > 1 && lit && near ? String(shown.length) : undefined,
      font: { color: ink, size: letter, strokeWidth: letter / 4, strokeColor: ground, face },
      width: grown * ((lit && near ? 2.2 : 1) + Math.min(3, Math.log2(Math.max(1, shown.length)))),
      dashes: DASHES[modality],
      color: { color: colour, highlight: colour, hover: colour, inherit: false, opacity: lit ? (near ? 1 : 0.06) : 0.6 },
      arrows: { to: { enabled: relation.directed, scaleFactor: 0.45 }, middle: { enabled: modality === "negated", type: "bar", scaleFactor: 0.7 } },
      smooth: twin ? { enabled: true, type: twin % 2 ? "curvedCW" : "curvedCCW", roundness: 0.12 * Math.ceil(twin / 2) } : false,
    };
  });
  visNodes.update(nodeItems);
  visLines.update(lineItems);
  network.unselectAll();
  return { nodes: shownNodes, lines: shownLines };
}
/* Draw a node, its ties to what is drawn, and its best-ranked neighbours not yet drawn (ranked order is index order),
   so that each double click adds some; new ones stand in a ring around it. */
function reveal(i, neighbours = NEIGHBOURS) {
  const ties = around[i].filter((e) => lineShown(e)).sort((a, b) => far(a, i) - far(b, i) || a - b);
  const wanted = [...new Set(ties.map((e) => far(e, i)))].filter((j) => j !== i);
  const known = wanted.filter((j) => drawnNodes.has(j));
  if (!drawnNodes.has(i)) drawnNodes.set(i, freePlace(known, neighbours ? RING : RING / 3));
  const centre = network.body.nodes[i] ? network.getPosition(i) : drawnNodes.get(i);
  const added = wanted.filter((j) => !drawnNodes.has(j)).slice(0, neighbours);
  added.forEach((j, k) => {
    const angle = (2 * Math.PI * k) / added.length, ring = RING + 70 * (k % 2);
    drawnNodes.set(j, { x: Math.round(centre.x + ring * Math.cos(angle)), y: Math.round(centre.y + ring * Math.sin(angle)) });
  });
  const reached = new Set([...known, ...added, i]);
  for (const e of ties) if (reached.has(far(e, i))) drawnLines.add(e);
}
/* A place for a new node: the free one nearest to the middle of what it is tied to, with room for its neighbours. */
const TURN = Math.PI * (3 - Math.sqrt(5));
function freePlace(known, room) {
  const all = [...drawnNodes.values()], near = known.length ? known.map((j) => drawnNodes.get(j)) : all;
  const middle = (axis) => near.reduce((sum, place) => sum + place[axis], 0) / Math.max(1, near.length);
  for (let k = 0, x0 = middle("x"), y0 = middle("y"); ; k++) {
    const reach = 0.7 * room * Math.sqrt(k), x = Math.round(x0 + reach * Math.cos(k * TURN)), y = Math.round(y0 + reach * Math.sin(k * TURN));
    if (all.every((place) => Math.abs(place.x - x) > room || Math.abs(place.y - y) > room)) return { x, y };
  }
}
function motion() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches ? false : { duration: 300, easingFunction: "easeInOutQuad" };
}
