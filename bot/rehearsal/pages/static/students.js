// The students: a row of them to choose from, and one phone or two side by side.
import { fill, h, icon, iconButton } from "./dom.js";
import { channelOf, faceColour, initial } from "./channels.js";
import { Phone } from "./phone.js";
import { NEW, changed, everything, student, world } from "./world.js";

const people = document.getElementById("people");
const place = document.getElementById("phones");
const stage = document.querySelector(".stage");
const phones = new Map();

/** Makes this student the one that staff and engine show; a student not in view takes the place of the one who was. */
export function choose(id) {
  if (!world.side.includes(id)) world.side = world.side.map((each) => (each === world.active ? id : each));
  world.active = id;
  world.conversation = null;
  everything();
  changed();
}

function becomes(id) {
  phones.delete(NEW);
  world.side = world.side.map((each) => (each === NEW ? id : each));
  if (world.active === NEW) world.active = id;
  setTimeout(() => phones.get(id)?.box.focus({ preventScroll: true }), 60);
}

function pair() {
  const other = world.students.findLast((each) => each.id !== world.active)?.id ?? NEW;
  world.side = world.side.length > 1 ? [world.active] : [...new Set([world.active, world.active === NEW ? (world.students.at(-1)?.id ?? NEW) : other])];
  everything();
  changed();
}

export function renderStudents() {
  for (const id of world.side) read(id);
  renderPeople();
  const wanted = world.side.filter((id) => id === NEW || student(id));
  for (const id of wanted) if (!phones.has(id)) phones.set(id, made(id));
  const elements = wanted.map((id) => phones.get(id).element);
  if (elements.length !== place.children.length || elements.some((each, at) => each !== place.children[at])) place.replaceChildren(...elements);
  stage.classList.toggle("pair", wanted.length > 1);
  for (const id of wanted) {
    phones.get(id).render();
    phones.get(id).element.classList.toggle("looked-at", wanted.length > 1 && id === world.active);
  }
}

/** Whoever types in a phone wants to see what staff and engine make of it. */
function made(id) {
  const phone = new Phone(id, becomes);
  phone.element.addEventListener("focusin", () => id !== world.active && world.side.includes(id) && choose(id));
  return phone;
}

function read(id) {
  world.seen.set(id, world.phones.get(id)?.at(-1)?.id ?? 0);
}

function unread(id) {
  const seen = world.seen.get(id) ?? 0;
  return (world.phones.get(id) ?? []).filter((each) => each.id > seen && each.from !== "student").length;
}

function renderPeople() {
  const rows = world.students.map((each) => ({ id: each.id, name: each.name, channel: each.channel, pressed: world.side.includes(each.id), unread: unread(each.id) }));
  const looks = JSON.stringify([rows, world.side]);
  if (people.looks === looks) return;
  people.looks = looks;
  fill(
    people,
    h(
      "button",
      { type: "button", class: `pick adds${rows.length ? " brief" : ""}`, "aria-pressed": String(world.side.includes(NEW)), title: "New student", onclick: () => choose(NEW) },
      h("span", { class: "face", vars: { "--face": "var(--accent)" } }, icon("plus")),
      h("span", { class: rows.length ? "unseen" : "name" }, "New student"),
    ),
    rows.length > 0 && iconButton("pair", "Two phones side by side, to let two students race for one hour", pair, { class: "icon-button pair-button", "aria-pressed": String(world.side.length > 1) }),
    rows.map(person),
  );
  people.querySelector("[aria-pressed=true]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
}

function person(row) {
  return h(
    "button",
    { type: "button", class: "pick", "aria-pressed": String(row.pressed), title: `${row.name}, ${channelOf(row.channel).title}`, onclick: () => choose(row.id) },
    h("span", { class: "face", vars: { "--face": faceColour(row.id) } }, initial(row.name)),
    h("span", { class: "name" }, row.name),
    row.unread > 0 && h("span", { class: "count unread" }, h("span", { class: "unseen" }, "new messages: "), String(row.unread)),
  );
}
