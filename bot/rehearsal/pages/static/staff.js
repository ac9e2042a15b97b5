// What the team sees in Chatwoot: the conversation with notes and activity, its status, labels and attributes.
import { fill, h, keyed } from "./dom.js";
import { drive, telling } from "./driver.js";
import { channelOf } from "./channels.js";
import { followEnd } from "./ends.js";
import { facts } from "./facts.js";
import { line } from "./timeline.js";
import { conversationNow, refresh, student, world } from "./world.js";

const PEOPLE = ["Sam Staff", "Ann Agent"];
const STATUS = { pending: ["accent", "pending · the desk has it"], open: ["warn", "open · a person has it"], resolved: ["good", "resolved"], snoozed: ["", "snoozed"] };

const pane = document.getElementById("staff");
const head = h("header", { class: "staff-head" });
const lines = h("ol", { class: "timeline", tabIndex: 0, "aria-label": "The conversation" });
const side = h("div", { class: "facts" });
const person = h("select", { "aria-label": "As whom", class: "as-whom" }, PEOPLE.map((name) => h("option", {}, name)));
const box = h("textarea", { rows: 2, maxLength: 2000, "aria-label": "Reply to the student" });
let isNote = false;
const modes = ["Reply", "Private note"].map((title, at) => h("button", { type: "button", class: "mode", "aria-pressed": String(at === 0), onclick: () => mode(at === 1) }, title));
const send = h("button", { type: "submit", class: "button main small" }, "Send");
const form = h("form", { class: "staff-form", onsubmit }, h("div", { class: "modes", role: "group", "aria-label": "What to write" }, modes, person), h("div", { class: "staff-write" }, box, send));
const body = h("div", { class: "staff-body" }, h("div", { class: "staff-talk" }, lines, form), side);
const nobody = h("p", { class: "empty" }, "As soon as the student says something, the conversation is here, as the team sees it in Chatwoot.");
pane.append(h("div", { class: "pane-head" }, h("h2", {}, "Staff"), head), nobody, body);

const end = followEnd([body, lines]); // where there is little room, the whole pane scrolls instead of the conversation in it

function mode(note) {
  isNote = note;
  modes.forEach((each, at) => each.setAttribute("aria-pressed", String((at === 1) === note)));
  form.classList.toggle("note", note);
  box.setAttribute("aria-label", note ? "Private note" : "Reply to the student");
  box.placeholder = note ? "Only the team sees this" : "The student sees this; the desk falls silent";
  send.textContent = note ? "Note" : "Send";
}
mode(false);

box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});

function onsubmit(event) {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = "";
  act(isNote ? ["notes"] : ["replies"], { text });
}

const act = telling(async (actions, more = {}) => {
  const conversation_id = conversationNow();
  for (const action of actions) await drive(`chatwoot/staff/${action}`, { conversation_id, person: person.value, ...more });
  refresh("people", "phones", "staff", "engine");
});

export function renderStaff() {
  const conversation = conversationNow();
  const seen = conversation ? world.screens.get(conversation) : null;
  nobody.hidden = Boolean(seen);
  body.hidden = head.hidden = !seen;
  if (!seen) return;
  renderHead(seen);
  facts(side, seen);
  const more = keyed(lines, seen.messages, (each) => `${seen.conversation_id}-${each.id}`, line);
  if (lines.of !== seen.conversation_id) end.toEnd();
  else if (more) end.grew();
  lines.of = seen.conversation_id;
}

function renderHead(seen) {
  const who = student(world.active);
  const looks = JSON.stringify([seen.conversation_id, seen.status, seen.assignee, seen.contact.name, who?.conversations]);
  if (head.looks === looks) return;
  head.looks = looks;
  const [kind, says] = STATUS[seen.status];
  fill(
    head,
    h("span", { class: "staff-who" }, h("strong", {}, seen.contact.name), ` · ${channelOf(seen.inbox.channel).title} · `, conversations(who, seen)),
    h("span", { class: `chip ${kind}`, dataset: { status: seen.status } }, says),
    h("span", { class: "chip", dataset: { assignee: seen.assignee?.name ?? "" } }, seen.assignee ? `assigned to ${seen.assignee.name}` : "nobody assigned"),
    h(
      "span",
      { class: "staff-acts" },
      h("button", { type: "button", class: "button small", title: "Assign and open: the desk falls silent", disabled: seen.status === "open" && Boolean(seen.assignee), onclick: () => act(["assigns", "takes_over"]) }, "Take over"),
      h("button", { type: "button", class: "button small", title: "Mark as pending: the desk has it again", disabled: seen.status === "pending", onclick: () => act(["gives_back"]) }, "Give back"),
      h("button", { type: "button", class: "button small", title: "Mark as resolved", disabled: seen.status === "resolved", onclick: () => act(["resolves"]) }, "Resolve"),
    ),
  );
}

function conversations(who, seen) {
  if (!who || who.conversations.length < 2) return `#${seen.conversation_id}`;
  const onchange = (event) => {
    world.conversation = Number(event.target.value);
    refresh("staff");
  };
  return h(
    "select",
    { "aria-label": "Which conversation", class: "which", onchange },
    who.conversations.map((id) => h("option", { value: String(id), selected: id === seen.conversation_id }, `#${id}`)),
  );
}
