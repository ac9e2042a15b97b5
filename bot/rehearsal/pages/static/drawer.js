// The drawer of troubles: switches and buttons from `troubles.js`, shown as the world has them.
import { fill, h, iconButton } from "./dom.js";
import { drive, telling } from "./driver.js";
import { GROUPS } from "./troubles.js";
import { student, talkOf, world } from "./world.js";

const drawer = document.getElementById("drawer");
const opener = document.getElementById("troubles");
const badge = document.getElementById("troubles-on");
const body = h("div", { class: "drawer-body" });
let knobs = { chatwoot: null, stripe: null, shuffles: false };

export function startDrawer() {
  drawer.append(h("div", { class: "drawer-head" }, h("h2", {}, "Troubles"), h("button", { type: "button", class: "button small", onclick: calm }, "All well again"), iconButton("close", "Close the drawer", () => show(false))), body);
  opener.addEventListener("click", () => show(drawer.hidden));
  drawer.addEventListener("keydown", (event) => event.key === "Escape" && show(false));
  look();
}

/** Once a second while something is on: some troubles use themselves up. */
export function tickDrawer() {
  if (!badge.hidden) look();
}

function show(open) {
  drawer.hidden = !open;
  document.body.classList.toggle("drawer-open", open);
  opener.setAttribute("aria-expanded", String(open));
  if (!open) return opener.focus();
  look();
  drawer.querySelector("button").focus();
}

const look = telling(async () => {
  const [chatwoot, stripe, { cents }, { status }] = await Promise.all([drive("world/chatwoot_knobs"), drive("world/stripe_knobs"), drive("stripe/adds"), drive("stripe/next_refunds")]);
  knobs = { ...knobs, chatwoot, stripe, adds: cents, refunds: status };
  renderDrawer();
});

const turn = telling(async (item, on) => {
  await item.turn(on, knobs);
  if (item.shuffles) knobs.shuffles = on;
  await look();
});

const calm = telling(async () => {
  for (const item of GROUPS.flatMap((each) => each.items)) if (item.isOn?.(knobs)) await item.turn(false, knobs);
  knobs.shuffles = false;
  await look();
});

/** What buttons may need to know: the student in view, their newest order, its wake-ups. */
function around() {
  const who = student(world.active);
  const engine = world.engine?.talk === talkOf(who) ? world.engine : null;
  const session = engine?.orders.flatMap((each) => each.attempts.map((one) => one.session)).find(Boolean) ?? null;
  return { who, engine, session, orders: engine?.orders ?? [], wakeups: engine?.wakeups ?? [], version: world.about?.version, versions: world.about?.versions ?? [] };
}

export function renderDrawer() {
  if (!knobs.chatwoot) return;
  const items = GROUPS.flatMap((each) => each.items);
  const on = items.filter((each) => each.isOn?.(knobs)).length;
  badge.hidden = on === 0;
  badge.textContent = String(on);
  if (drawer.hidden) return;
  const here = around();
  const looks = JSON.stringify([knobs, here.session, here.orders, here.wakeups, here.version]);
  if (body.looks === looks) return;
  body.looks = looks;
  const focused = drawer.contains(document.activeElement) ? document.activeElement.id : "";
  fill(body, GROUPS.map((each) => group(each, here)));
  if (focused) document.getElementById(focused)?.focus();
}

/** Buttons that cannot do anything now are left out; `none` says what brings them. */
function group({ title, says, none, items, more }, here) {
  const now = [...items, ...(more?.(here) ?? [])].filter((each) => each.fits?.(here) ?? true);
  const on = now.filter((each) => each.isOn?.(knobs)).length;
  return h("section", {}, h("h3", {}, title, on > 0 && h("span", { class: "count" }, String(on))), h("p", { class: "muted" }, now.length ? says : none), now.map((each) => (each.turn ? toggle(each) : button(each, here))));
}

function toggle(item) {
  const on = item.isOn(knobs);
  return h(
    "div",
    { class: `trouble${on ? " on" : ""}` },
    h("button", { type: "button", class: "switch", role: "switch", id: `t-${item.name}`, "aria-checked": String(on), "aria-describedby": `w-${item.name}`, onclick: () => turn(item, !on) }, h("span", { class: "knob", "aria-hidden": "true" }), item.title),
    h("p", { id: `w-${item.name}` }, item.watch),
  );
}

function button(item, here) {
  const act = telling(async () => {
    await item.act(here);
    await look();
  });
  return h(
    "div",
    { class: "trouble" },
    h("button", { type: "button", class: "button small", id: `t-${item.name}`, "aria-describedby": `w-${item.name}`, onclick: act }, item.title),
    h("p", { id: `w-${item.name}` }, item.watch),
  );
}
