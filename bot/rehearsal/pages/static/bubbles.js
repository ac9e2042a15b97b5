// Messages as a phone shows them: bubbles, and choices as the channel can.
import { h, icon, linked } from "./dom.js";
import { clock } from "./clock.js";

/** The bubbles of a thread with what they need: whether a message is the newest with choices, and where a day begins. */
export function prepared(messages, day) {
  const newest = messages.findLast((each) => each.buttons.length)?.id;
  const after = messages.findLast((each) => each.from === "student")?.id ?? 0;
  let before = "";
  let talk = null;
  return messages.map((each) => {
    const today = day(each.at);
    const row = {
      ...each,
      day: today !== before ? today : null,
      begins: talk !== null && each.conversation_id !== talk ? each.conversation_id : null,
      fresh: each.id === newest && each.id > after && !each.submitted,
    };
    before = today;
    talk = each.conversation_id;
    return row;
  });
}

/** One message. `hands`: { tap(message, item), list(message), follow(event, address) }. */
export function bubble(message, channel, hands) {
  const mine = message.from === "student";
  return h(
    "li",
    { class: `message ${message.from}${message.fresh ? " fresh" : ""}`, dataset: { from: message.from } },
    message.day && h("p", { class: "rule" }, message.day),
    message.begins && h("p", { class: "rule" }, `a new conversation, #${message.begins}`),
    h(
      "div",
      { class: "bubble" },
      h("span", { class: "unseen" }, `${{ student: "You", bot: "Desk", person: "Team", system: "Chatwoot" }[message.from]}: `),
      message.from === "person" && h("p", { class: "speaker" }, "A person of the team"),
      message.attachments.map(attachment),
      message.text && h("p", { class: "text" }, linked(message.text, hands.follow)),
      h("time", { datetime: message.at }, clock(message.at)),
    ),
    !mine && message.buttons.length > 0 && choices(message, channel, hands),
  );
}

function choices(message, channel, hands) {
  if (message.shown_as === "list") {
    return h("div", { class: "choices rows" }, h("button", { type: "button", class: "choice opens", onclick: () => hands.list(message) }, icon("list"), "Choose"));
  }
  const picked = message.submitted?.map((each) => each.value) ?? [];
  return h(
    "div",
    { class: `choices ${channel.choices}`, role: "group", "aria-label": "Choices" },
    message.buttons.map((item) => choice(message, item, picked, hands)),
  );
}

function choice(message, item, picked, hands) {
  const chosen = picked.includes(item.value);
  return h(
    "button",
    {
      type: "button",
      class: `choice${chosen ? " chosen" : ""}`,
      title: message.fresh ? null : "A late tap: a button of an earlier question",
      "aria-pressed": picked.length ? String(chosen) : null,
      onclick: () => hands.tap(message, item),
    },
    item.title,
  );
}

function attachment(file) {
  const name = file.data_url.split("/").pop();
  const kind = { image: "image", audio: "sound" }[file.file_type] ?? "clip";
  return h("p", { class: `attachment ${file.file_type}` }, icon(kind), h("span", {}, name));
}
