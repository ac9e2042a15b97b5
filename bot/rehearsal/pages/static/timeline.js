// One line of Chatwoot's timeline.
import { h, icon, linked } from "./dom.js";
import { seconds } from "./clock.js";

export function line(message) {
  if (message.type === "activity") return h("li", { class: "line activity" }, message.content, " ", h("time", {}, seconds(message.at)));
  const kind = message.private ? "note" : message.type === "incoming" ? "in" : "out";
  return h(
    "li",
    { class: `line ${kind}${message.status === "failed" ? " failed" : ""}` },
    h("p", { class: "by" }, message.private && icon("lock"), h("strong", {}, speaker(message)), message.private && " · private note", " ", h("time", { datetime: message.at }, seconds(message.at)), state(message)),
    h("div", { class: "says" }, linked(message.content ?? (message.attachments.length ? "" : "(empty)")), message.attachments.map((file) => h("span", { class: "chip" }, file.file_type))),
    items(message),
    message.status === "failed" && h("p", { class: "why" }, `not delivered: ${message.content_attributes.external_error}`),
  );
}

function speaker(message) {
  return message.sender?.name ?? "Chatwoot";
}

function state(message) {
  if (message.type === "incoming" || message.private || message.status === "sent") return null;
  return h("span", { class: "receipt" }, ` · ${message.status}`);
}

/** The choices under a question, the tapped one marked. */
function items(message) {
  const rows = message.content_type === "input_select" ? (message.content_attributes.items ?? []) : [];
  if (!rows.length) return null;
  const tapped = (message.content_attributes.submitted_values ?? []).map((each) => each.value);
  return h("p", { class: "items" }, rows.map((row) => h("span", { class: `chip${tapped.includes(row.value) ? " accent" : ""}` }, tapped.includes(row.value) ? "✓ " : "", row.title)));
}
