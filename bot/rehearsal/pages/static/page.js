// The page: banner, tabs, and the three panes kept in step with the world.
import { clock, day, jumpedMinutes, nowMs, span } from "./clock.js";
import { tell } from "./driver.js";
import { renderDrawer, startDrawer, tickDrawer } from "./drawer.js";
import { renderEngine, tickEngine } from "./engine.js";
import { renderStaff } from "./staff.js";
import { renderStudents } from "./students.js";
import { begin, onChange, world } from "./world.js";

const stage = document.querySelector(".stage");
const views = [...document.querySelectorAll(".views [role=tab]")];
const SAID = { connecting: "connecting", live: "live", lost: "the rehearsal is gone; waiting for it" };

function look(view) {
  stage.dataset.view = view;
  for (const tab of views) {
    tab.setAttribute("aria-selected", String(tab.getAttribute("aria-controls") === view));
    tab.tabIndex = tab.getAttribute("aria-controls") === view ? 0 : -1;
  }
  render();
}

for (const [at, tab] of views.entries()) {
  tab.addEventListener("click", () => look(tab.getAttribute("aria-controls")));
  tab.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const next = views[(at + step + views.length) % views.length];
    next.focus();
    look(next.getAttribute("aria-controls"));
  });
}

function renderBanner() {
  const live = document.getElementById("live");
  live.className = `live ${{ live: "on", lost: "off" }[world.live] ?? ""}`;
  if (live.textContent !== SAID[world.live]) live.textContent = SAID[world.live];
  const now = nowMs();
  document.getElementById("clock").textContent = `${day(now)} ${clock(now)}`;
  const minutes = jumpedMinutes();
  const jumped = document.getElementById("jumped");
  jumped.hidden = minutes === 0;
  jumped.textContent = `${minutes < 0 ? "−" : "+"}${span(minutes)}`;
  jumped.title = "The world's clock was jumped";
}

function render() {
  renderBanner();
  renderStudents();
  renderStaff();
  renderEngine();
  renderDrawer();
}

if (window.self === window.top) {
  startDrawer();
  onChange(render);
  begin().then(render, (problem) => tell(problem.message, "bad"));
  setInterval(() => {
    if (!world.about) return;
    renderBanner();
    tickEngine();
    tickDrawer();
  }, 1000);
}
