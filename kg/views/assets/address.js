/* The state in the address, so that a view can be sent, and the way back:
   #node=chip-4&off=class:Person&lang=zh, #edge=japan|memberOf|chip-4, #path=japan|huawei */

const lineKey = (e) => [nodes.key[lines.s[e]], graph.relations[lines.r[e]].id, nodes.key[lines.o[e]]].join("|");

function toFragment() {
  const plain = fresh(), out = new URLSearchParams();
  out.set("lang", state.lang);
  if (state.colour !== plain.colour) out.set("colour", state.colour);
  for (const [kind, set] of Object.entries(state.off)) for (const id of [...set].sort()) out.append("off", `${kind}:${id}`);
  for (const name of ["since", "until", "least"]) if (state[name] !== plain[name]) out.set(name, state[name]);
  if (!state.undated) out.set("undated", "0");
  if (state.only !== null) out.set("only", state.only);
  if (state.table) out.set("view", state.table === "nodes" ? "entities" : "table");
  if (state.node !== null) out.set("node", nodes.key[state.node]);
  if (state.line !== null) out.set("edge", lineKey(state.line));
  if (state.path !== null) out.set("path", state.path.map((i) => nodes.key[i]).join("|"));
  return out.toString();
}
function fromFragment(text) {
  const read = new URLSearchParams(text), next = fresh();
  if (["zh", "en"].includes(read.get("lang"))) next.lang = read.get("lang");
  if (read.get("colour") === "cluster") next.colour = "cluster";
  for (const item of read.getAll("off")) {
    const at = item.indexOf(":"), kind = item.slice(0, at);
    if (Object.hasOwn(next.off, kind)) next.off[kind].add(item.slice(at + 1));
  }
  for (const end of ["since", "until"]) {
    const year = parseInt(read.get(end), 10);
    if (graph.years && year >= graph.years[0] && year <= graph.years[1]) next[end] = year;
  }
  next.undated = read.get("undated") !== "0";
  if (LEAST.includes(read.get("least"))) next.least = read.get("least");
  next.only = graph.clusters.find(({ id }) => String(id) === read.get("only"))?.id ?? null;
  next.table = { table: "lines", entities: "nodes" }[read.get("view")] ?? "";
  const [edge, ends] = [read.get("edge"), cut(read.get("path"))];
  if (nodeByKey().has(read.get("node"))) next.node = nodeByKey().get(read.get("node"));
  else if (ends) next.path = ends;
  else if (edge) for (let e = 0; e < lineCount && next.line === null; e++) if (lineKey(e) === edge) next.line = e;
  return next;
}
/* Two keys joined by a bar, where a key may hold bars too. */
function cut(text) {
  for (let at = text?.indexOf("|") ?? -1; at >= 0; at = text.indexOf("|", at + 1)) {
    const ends = [text.slice(0, at), text.slice(at + 1)].map((key) => nodeByKey().get(key));
    if (ends.every((i) => i !== undefined)) return ends;
  }
  return null;
}

/* What is chosen makes a step that "back" undoes; a filter only changes the step. A page inside a sandboxed frame has
   no address to keep the state in, and keeps the steps itself. */
const trail = { steps: [""], at: 0, own: false };
function remember(step) {
  const fragment = toFragment();
  step = step && fragment !== trail.steps[trail.at];
  if (step) { trail.at += 1; trail.steps.length = trail.at; } // whatever lay ahead is gone
  trail.steps[trail.at] = fragment;
  try {
    history[step ? "pushState" : "replaceState"]({ at: trail.at }, "", `#${fragment}`);
  } catch {
    trail.own = true;
  }
  showTrail();
}
function showTrail() {
  byId("back").disabled = trail.at === 0;
  byId("forward").disabled = trail.at >= trail.steps.length - 1;
}
function travel(steps) {
  if (!trail.own) { history.go(steps); return; }
  trail.at += steps;
  arrive(trail.steps[trail.at]);
}
