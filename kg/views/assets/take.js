/* Take away: the picture as SVG or PNG and the lists as CSV, made here and saved by the browser. */

function save(name, parts, type) {
  const address = URL.createObjectURL(parts instanceof Blob ? parts : new Blob([parts], { type }));
  const link = make("a", { href: address, download: name });
  document.body.append(link);
  link.click();
  link.remove();
  setTimeout(() => URL.revokeObjectURL(address), 60000);
}

/* A cell that a spreadsheet would take for a formula gets an apostrophe in front, as in every table of a build. */
const harmless = (text) => (/^['=+\-@\uff1d\uff0b\uff0d\uff20\t\r\n]/.test(text) ? `'${text}` : text);
function csv(rows) {
  const cell = (value) => { const text = harmless(String(value ?? "")); return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text; };
  return rows.map((row) => `${row.map(cell).join(",")}\n`).join("");
}
const naming = (i) => [nodes.key[i], nodes.zh[i], nodes.en[i]];
/* What is listed: of a line or a path its lines, else all that is shown. */
function listedLines() {
  if (state.line !== null) return [state.line];
  if (state.path !== null) return way().ties.flat();
  return [...showing.lines].sort(byPlace);
}
const TABLES = {
  nodes: () => [["key", "label_zh", "label_en", "class", "cluster", "rank", graph.measure, "mentions", "documents"],
    ...showing.nodes.map((i) => [...naming(i), graph.classes[nodes.cls[i]].id, nodes.cluster[i], rankOf(i), scores[i], details().mentions[i], details().documents[i]])],
  lines: () => [["subject", "relation", "object", "subject_label", "object_label", "modality", "sayings", "documents", "years"],
    ...listedLines().map((e) => {
      const sayings = sayingsShown(e);
      return [nodes.key[lines.s[e]], graph.relations[lines.r[e]].id, nodes.key[lines.o[e]], label(lines.s[e]), label(lines.o[e]),
        graph.modalities.filter((_, m) => modalityCounts(sayings)[m]).map((m) => m.id).join("|"), sayings.length, documentsOf(sayings).length, yearsOf(sayings).join("|")];
    })],
  sayings: () => [["subject", "relation", "object", "modality", "date", "attribution", "amount", "document", "title", "publisher", "published", "start", "end", "quote", "rule"],
    ...listedLines().flatMap((e) => sayingsShown(e).map((s) => {
      const said = saying(s);
      return [nodes.key[lines.s[e]], graph.relations[lines.r[e]].id, nodes.key[lines.o[e]], said.modality.id, said.date, said.attribution >= 0 ? nodes.key[said.attribution] : "",
        said.amount, said.id, said.title, said.publisher, said.published, said.start, said.end, said.text, said.rule];
    }))],
};

/* The picture as it is seen, in pixels of the screen, with the sentence that says what it shows. */
const printable = (text) => text.replace(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, "\ufffd");
const point = ({ x, y }) => `${x.toFixed(1)} ${y.toFixed(1)}`;
function svg() {
  const { clientWidth: width, clientHeight: height } = byId("canvas"), scale = network.getScale(), foot = footer(width);
  const place = (i) => network.canvasToDOM(network.getPosition(i)), at = new Map(showing.nodes.map((i) => [i, place(i)]));
  const frame = draw("svg", { xmlns: SVG, width, height: height + foot.height, viewBox: `0 0 ${width} ${height + foot.height}`, "font-family": css("--face"), "font-size": LETTER });
  const inside = draw("g", { "clip-path": "url(#frame)" });
  frame.append(draw("title", {}, printable(document.title)), draw("clipPath", { id: "frame" }, draw("rect", { width, height })), draw("rect", { width: "100%", height: "100%", fill: css("--ground") }), inside);
  for (const { cluster, ties } of grounds()) {
    const d = ties.map(([a, b]) => `M${point(network.canvasToDOM(a))}L${point(network.canvasToDOM(b))}`).join("");
    inside.append(draw("path", { d, stroke: shade(cluster.colour), "stroke-width": GROUND * scale, "stroke-linecap": "round", fill: "none", opacity: 0.22 }));
  }
  for (const e of showing.lines) inside.append(...strokes(visLines.get(e), at, scale));
  for (const i of showing.nodes) {
    const look = visNodes.get(i), r = look.size * scale, { x, y } = at.get(i);
    inside.append(draw("path", { d: SHAPES[look.shape], fill: look.color.background, stroke: look.color.border, "stroke-width": (look.borderWidth * 8) / r * scale, opacity: look.opacity,
      transform: `translate(${point({ x, y })}) scale(${(r / 6.5).toFixed(3)}) translate(-8 -8)` }));
  }
  for (const i of showing.nodes) {
    const look = visNodes.get(i);
    if (!look.label) continue;
    const top = look.above ? -look.size * scale - captionHeight(i) - 4 : look.size * scale;
    look.label.split("\n").forEach((row, k) => inside.append(written(row, at.get(i).x, at.get(i).y + top + LETTER * (1 + 1.15 * k), "middle")));
  }
  frame.append(draw("g", { transform: `translate(0 ${height})` }, ...foot.parts));
  return new XMLSerializer().serializeToString(frame);
}
const written = (text, x, y, anchor = "start") =>
  draw("text", { x: x.toFixed(1), y: y.toFixed(1), "text-anchor": anchor, fill: css("--ink"), stroke: css("--ground"), "stroke-width": 3, "paint-order": "stroke" }, printable(text));
/* One line: straight or bent, with its dashes, its arrow where it has a direction, a bar across where it is denied. */
function strokes(look, at, scale) {
  const a = at.get(look.from), b = at.get(look.to);
  if (!a || !b || look.from === look.to) return [];
  const via = look.smooth ? network.body.edges[look.id].edgeType.getViaNode() : null, bend = via?.x === undefined ? null : network.canvasToDOM(via);
  const colour = { stroke: look.color.color, "stroke-width": (look.width * scale).toFixed(2), fill: "none", opacity: look.color.opacity };
  const parts = [draw("path", { d: bend ? `M${point(a)}Q${point(bend)} ${point(b)}` : `M${point(a)}L${point(b)}`, ...colour, "stroke-dasharray": look.dashes ? look.dashes.map((d) => (d * scale).toFixed(1)).join(" ") : "none" })];
  const middle = bend ? { x: (a.x + 2 * bend.x + b.x) / 4, y: (a.y + 2 * bend.y + b.y) / 4 } : { x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 };
  const turned = (p, q) => (Math.atan2(q.y - p.y, q.x - p.x) * 180) / Math.PI;
  if (look.arrows.to.enabled) {
    const start = bend ?? a, length = Math.hypot(b.x - start.x, b.y - start.y) || 1, gap = visNodes.get(look.to).size * scale + 1;
    const tip = { x: b.x - ((b.x - start.x) * gap) / length, y: b.y - ((b.y - start.y) * gap) / length };
    parts.push(draw("path", { d: "M0 0l-7 -3v6z", fill: look.color.color, opacity: look.color.opacity, transform: `translate(${point(tip)}) rotate(${turned(start, b).toFixed(1)}) scale(${Math.min(1, 0.4 + scale / 2).toFixed(2)})` }));
  }
  if (look.arrows.middle.enabled) parts.push(draw("path", { d: "M0 -6v12", ...colour, "stroke-width": 2, transform: `translate(${point(middle)}) rotate(${turned(a, b).toFixed(1)})` }));
  return parts;
}
/* Below the picture: title, sentence, and the colours that occur in it. */
function footer(width) {
  const rows = [document.title, ...wrapped(byId("sentence").textContent, width - 24)], parts = [];
  rows.forEach((row, k) => parts.push(written(row, 12, 20 + 19 * k)));
  const used = new Set(showing.lines.map((e) => graph.relations[lines.r[e]].family)), classes = new Set(showing.nodes.map((i) => nodes.cls[i]));
  const keys = [...graph.families.filter((_, k) => used.has(k)).map((f) => [lineSwatch("asserted", shade(f.colour), false), 34, term(f)]),
    ...(state.colour === "class" ? graph.classes.filter((_, k) => classes.has(k)).map((c) => [shapeSwatch(c.shape, shade(c.colour)), 20, term(c)])
      : grounds().map(({ cluster }) => [shapeSwatch("dot", shade(cluster.colour)), 20, shorten(clusterName(cluster), 60)]))];
  let x = 12, y = 20 + 19 * rows.length;
  for (const [picture, wide, text] of keys) {
    const need = wide + ruler.measureText(text).width + 16;
    if (x + need > width && x > 12) { x = 12; y += 20; }
    picture.setAttribute("x", x);
    picture.setAttribute("y", y - 12);
    parts.push(picture, written(text, x + wide, y));
    x += need;
  }
  return { parts, height: y + 12 };
}
function wrapped(text, width) {
  ruler.font = `${LETTER}px ${css("--face")}`;
  const rows = [""];
  for (const piece of text.split(/(?<=[\s，；、。])/u)) {
    if (ruler.measureText(rows.at(-1) + piece).width > width && rows.at(-1)) rows.push("");
    rows[rows.length - 1] += piece;
  }
  return rows;
}
function png(done) {
  const drawing = new Image(), text = svg();
  drawing.addEventListener("load", () => {
    const sheet = make("canvas", { width: 2 * drawing.width, height: 2 * drawing.height });
    sheet.getContext("2d").drawImage(drawing, 0, 0, sheet.width, sheet.height);
    sheet.toBlob(done);
  });
  drawing.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(text)}`;
}
const SAVES = {
  png: () => png((picture) => save("graph.png", picture)),
  svg: () => save("graph.svg", svg(), "image/svg+xml"),
  nodes: () => save("entities.csv", csv(TABLES.nodes()), "text/csv;charset=utf-8"),
  lines: () => save("relations.csv", csv(TABLES.lines()), "text/csv;charset=utf-8"),
  sayings: () => save("sentences.csv", csv(TABLES.sayings()), "text/csv;charset=utf-8"),
};
for (const [name, act] of Object.entries(SAVES)) byId(`save-${name}`).addEventListener("click", () => { act(); byId("save").open = false; byId("save").querySelector("summary").focus(); });
