/* The period: one track with two handles over the years that statements speak of, and how many speak of each. */

function setUpPeriod() {
  if (!graph.years) { byId("time").hidden = true; return; }
  for (const end of ["since", "until"]) {
    const input = byId(end);
    [input.min, input.max] = graph.years;
    input.addEventListener("input", () => {
      state[end] = Number(input.value);
      if (state.since > state.until) state[end === "since" ? "until" : "since"] = state[end];
      refresh();
    });
  }
  byId("undated").addEventListener("change", (event) => { state.undated = event.target.checked; refresh(); });
}
function showPeriod() {
  if (!graph.years) return;
  const [low, high] = graph.years, part = (year) => (high > low ? (year - low) / (high - low) : 0);
  for (const end of ["since", "until"]) {
    byId(end).value = state[end];
    byId(end).setAttribute("aria-label", word(end));
    byId(`${end}-year`).textContent = state[end];
  }
  // Where both handles meet at the right end, the left one must stay within reach.
  byId("since").style.zIndex = part(state.since) > 0.5 ? 3 : 1;
  byId("undated").checked = state.undated;
  showYears(low, high);
}
/* Bars of the sayings by year, open ranges at their known end; those outside the period are pale. */
function showYears(low, high) {
  const counts = new Map();
  for (const e of drawnLines) {
    if (!lineShown(e, "period")) continue;
    for (const s of sayingsShown(e, "period")) {
      const { from, to } = graph.sayings, year = from[s] > 1 ? from[s] : to[s] < 9999 ? to[s] : 0;
      if (year) counts.set(year, (counts.get(year) ?? 0) + 1);
    }
  }
  const most = Math.max(1, ...counts.values()), wide = Math.min(4, 80 / (high - low + 1));
  byId("years").replaceChildren(...[...counts].map(([year, count]) => {
    const tall = 4 + 20 * Math.sqrt(count / most);
    return draw("rect", { x: high > low ? (100 * (year - low)) / (high - low) - wide / 2 : 0, y: 24 - tall, width: wide, height: tall,
      class: year < state.since || year > state.until ? "out" : "in" });
  }));
}
