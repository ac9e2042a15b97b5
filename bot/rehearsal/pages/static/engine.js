// The desk's engine: the chart with the current step lit, and what its tables hold about this student's talk.
import { fill, h } from "./dom.js";
import { drive, telling } from "./driver.js";
import { drawChart, keepTrail } from "./chart.js";
import { LISTS } from "./lists.js";
import { until } from "./clock.js";
import { talkOf, student, world } from "./world.js";

const pane = document.getElementById("engine");
const where = h("p", { class: "engine-where" });
const tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "What the engine holds" });
const list = h("div", { class: "engine-list", role: "tabpanel", tabIndex: 0 });
const chart = h("div", { class: "chart" });
const nothing = h("p", { class: "empty" });
const body = h("div", { class: "engine-body" }, h("div", { class: "chart-side" }, chart), h("div", { class: "list-side" }, tabs, list));
pane.append(h("div", { class: "pane-head" }, h("h2", {}, "Engine"), where), nothing, body);
let open = "decisions";

const jumpTo = telling(async (when) => {
  const now = Date.parse((await drive("world/clock")).now);
  await drive("world/jump", { seconds: Math.max(1, Math.ceil((Date.parse(when) - now) / 1000) + 1) });
});

export function renderEngine() {
  if (!world.about) return;
  const here = world.about.chart !== null;
  nothing.hidden = here;
  body.hidden = !here;
  nothing.textContent = "The desk runs in another process: its engine cannot be looked at from here.";
  if (!here) return;
  const talk = talkOf(student(world.active));
  const engine = world.engine?.talk === talk ? world.engine : null;
  renderWhere(engine);
  drawChart(chart, world.about.chart, engine);
  renderTabs(engine);
  renderList(engine);
}

function renderWhere(engine) {
  const step = engine?.step;
  const looks = JSON.stringify(step ?? null);
  if (where.looks === looks) return;
  where.looks = looks;
  fill(where, step ? [h("span", { class: "chip accent", dataset: { step: step.name } }, step.name), ` turn ${step.turn}`, step.language && ` · speaks ${step.language}`, step.misses > 0 && ` · not understood ×${step.misses}`] : h("span", { class: "muted" }, "no turn yet"));
}

function renderTabs(engine) {
  const rows = Object.entries(LISTS).map(([name, each]) => [name, each.title, each.rows(engine, world).length]);
  const looks = JSON.stringify([rows, open]);
  if (tabs.looks === looks) return;
  tabs.looks = looks;
  const had = tabs.contains(document.activeElement);
  fill(
    tabs,
    rows.map(([name, title, count]) =>
      h("button", { type: "button", role: "tab", class: "tab", id: `list-${name}`, "aria-selected": String(name === open), onclick: () => choose(name) }, title, count > 0 && h("span", { class: "tab-count" }, String(count))),
    ),
  );
  if (had) tabs.querySelector("[aria-selected=true]").focus();
  list.setAttribute("aria-labelledby", `list-${open}`);
}

function choose(name) {
  open = name;
  list.scrollTop = 0;
  list.looks = "";
  renderEngine();
}

function renderList(engine) {
  const { rows, row, none, watch } = LISTS[open];
  const found = rows(engine, world);
  const looks = JSON.stringify([open, found]);
  if (list.looks === looks) return;
  list.looks = looks;
  fill(
    list,
    h("p", { class: "list-says" }, watch),
    found.length ? h("ol", { class: `rows ${open}` }, found.map((each) => row(each, { jumpTo }))) : h("p", { class: "empty" }, none),
  );
}

/** Once a second: everything that counts down. */
export function tickEngine() {
  for (const each of pane.querySelectorAll("[data-until]")) each.textContent = until(each.dataset.until);
}

new ResizeObserver(() => keepTrail(chart)).observe(chart);
