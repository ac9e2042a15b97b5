// The state chart, drawn from the machine's rows: flows as cards, steps as nodes, this talk's way as curves.
import { fill, h } from "./dom.js";

const LESSONS = ["trial", "regular", "urgent", "weekend"];
const COLUMNS = [["welcome", "questions", "handoff"], [], ["payment"], ["booked"]]; // the second holds the lesson's flow
const SHOWN_MOVES = 6;

/** Draws the chart into `place`; `engine` is null before the first turn. */
export function drawChart(place, chart, engine) {
  const way = passed(engine);
  const now = engine?.step?.name ?? null;
  const lesson = lessonOf(now, way);
  const looks = JSON.stringify([way, now, lesson]);
  if (place.looks === looks) return;
  place.looks = looks;
  const flows = new Map(chart.flows.map((each) => [each.name, each]));
  const placed = new Set([...LESSONS, ...COLUMNS.flat()]);
  const others = chart.flows.filter((each) => !placed.has(each.name)).map((each) => each.name);
  const seen = new Set(way.flat());
  const column = (names) => h("div", { class: "chart-column" }, names.filter((name) => flows.has(name)).map((name) => card(flows.get(name), now, seen)));
  place.way = way.filter(([from, to]) => from !== to);
  fill(
    place,
    h("div", { class: "chart-flows" }, column(COLUMNS[0]), h("div", { class: "chart-column lesson" }, lessons(chart, flows, lesson, now, seen)), column(COLUMNS[2]), column([...COLUMNS[3], ...others])),
    rows(chart, now),
  );
  keepTrail(place);
}

/** The steps this talk came by, as [from, to], oldest first. */
function passed(engine) {
  return (engine?.decisions ?? []).filter((each) => each.kept).map((each) => [each.before, each.after]);
}

function lessonOf(now, way) {
  const steps = [...way.flat(), now].filter(Boolean);
  return steps.map((each) => each.split(".")[0]).findLast((each) => LESSONS.includes(each)) ?? "trial";
}

function lessons(chart, flows, lesson, now, seen) {
  const others = LESSONS.filter((each) => each !== lesson && flows.has(each));
  return [
    flows.has(lesson) && card(flows.get(lesson), now, seen),
    h("p", { class: "chart-others" }, `${others.join(", ")}: the same steps`),
  ];
}

function card(flow, now, seen) {
  return h(
    "section",
    { class: `flow${now?.startsWith(`${flow.name}.`) ? " here" : ""}` },
    h("h3", {}, flow.name),
    h("ul", {}, flow.steps.map((name) => node(name, now, seen))),
  );
}

function node(name, now, seen) {
  const lit = name === now;
  return h("li", { class: `node${lit ? " lit" : seen.has(name) ? " seen" : ""}`, dataset: { node: name }, "aria-current": lit ? "step" : null }, name.split(".")[1].replaceAll("_", " "));
}

/** Which rows leave the lit step; the many that work anywhere are counted only. */
function rows(chart, now) {
  if (!now) return h("p", { class: "chart-rows muted" }, "The chart is drawn from the rows of the flows. The lit step is where the talk waits.");
  const flow = now.split(".")[0];
  const here = chart.moves.filter((each) => each.source === now || each.source === `${flow}.*`);
  const anywhere = new Set(chart.moves.filter((each) => each.source === "*").map((each) => each.trigger)).size;
  const chips = here.map((each) => h("span", { class: "chip", title: leads(each, now) }, each.trigger));
  return h(
    "div",
    { class: "chart-rows" },
    h("span", { class: "muted" }, "Accepts here: "),
    chips.slice(0, SHOWN_MOVES),
    chips.length > SHOWN_MOVES && h("details", {}, h("summary", {}, `${chips.length - SHOWN_MOVES} more`), chips.slice(SHOWN_MOVES)),
    h("span", { class: "muted" }, ` and ${anywhere} that work anywhere`),
  );
}

function leads(move, now) {
  if (move.to === "=") return `asks again in ${now}`;
  return move.to ? `leads to ${move.to}` : "stays, or leads where its answer says";
}

/** The curves of the way, the newest strongest; again whenever the chart changes its size. */
export function keepTrail(place) {
  const flows = place.querySelector(".chart-flows");
  if (!flows) return;
  flows.querySelector("svg")?.remove();
  const whole = flows.getBoundingClientRect();
  if (!whole.width) return;
  const box = (name) => {
    const found = flows.querySelector(`[data-node="${name}"]`)?.getBoundingClientRect();
    return found && { left: found.left - whole.left, right: found.right - whole.left, top: found.top - whole.top, middle: found.top - whole.top + found.height / 2 };
  };
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("width", whole.width);
  svg.setAttribute("height", whole.height);
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "trail");
  const last = place.way.slice(-7);
  last.forEach(([from, to], at) => {
    const [a, b] = [box(from), box(to)];
    if (!a || !b) return;
    const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
    path.setAttribute("d", curve(a, b));
    path.setAttribute("class", at === last.length - 1 ? "newest" : "");
    path.setAttribute("opacity", String(0.25 + (0.75 * (at + 1)) / last.length));
    svg.append(path);
  });
  flows.append(svg);
}

function curve(a, b) {
  if (Math.abs(a.left - b.left) < 20) {
    const x = Math.max(a.right, b.right);
    const out = x + 8 + Math.min(10, Math.abs(a.middle - b.middle) / 10);
    return `M${a.right} ${a.middle} C${out} ${a.middle} ${out} ${b.middle} ${b.right + 3} ${b.middle}`;
  }
  const forward = b.left > a.left;
  const [x1, x2] = forward ? [a.right, b.left - 3] : [a.left, b.right + 3];
  const bend = Math.max(14, Math.abs(x2 - x1) / 2) * (forward ? 1 : -1);
  return `M${x1} ${a.middle} C${x1 + bend} ${a.middle} ${x2 - bend} ${b.middle} ${x2} ${b.middle}`;
}
