// One student's phone: the thread, the choices, the typing box.
import { fill, h, icon, iconButton, keyed } from "./dom.js";
import { drive, telling } from "./driver.js";
import { bubble, prepared } from "./bubbles.js";
import { channelOf, faceColour, initial } from "./channels.js";
import { followEnd } from "./ends.js";
import { openPage, openRows } from "./sheets.js";
import { startForm } from "./start.js";
import { day } from "./clock.js";
import { NEW, changed, refresh, student, world } from "./world.js";

export class Phone {
  /** `id`: a student, or NEW. `becomes(id)`: the new student has said something and has a number now. */
  constructor(id, becomes) {
    this.id = id;
    this.becomes = becomes;
    this.head = h("header", { class: "phone-head" });
    this.thread = h("ol", { class: "thread", role: "log", "aria-label": "Messages", tabIndex: 0 });
    this.box = h("textarea", { rows: 1, placeholder: "Message", "aria-label": "Message", maxLength: 2000, enterkeyhint: "send" });
    this.form = this.composer();
    this.start = id === NEW ? startForm((text) => this.send(text)) : null;
    this.newer = h("button", { type: "button", class: "newer", hidden: true, onclick: () => this.end.toEnd() }, "New messages ↓");
    this.end = followEnd([this.thread], (away) => (this.newer.hidden = !away));
    this.middle = h("div", { class: "phone-middle" }, this.start?.element ?? this.thread, this.newer);
    this.element = h("article", { class: "phone" }, this.head, this.middle, this.form);
  }

  composer() {
    const grow = () => {
      this.box.style.height = "auto";
      this.box.style.height = `${Math.min(this.box.scrollHeight, 120)}px`;
    };
    this.box.addEventListener("input", grow);
    this.box.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
      event.preventDefault();
      this.form.requestSubmit();
    });
    const submit = (event) => {
      event.preventDefault();
      const text = this.box.value.trim();
      if (!text) return;
      this.box.value = "";
      grow();
      this.send(text);
    };
    return h(
      "form",
      { class: "composer", onsubmit: submit },
      iconButton("clip", "Send a pretend file", () => this.files()),
      this.box,
      h("button", { type: "submit", class: "icon-button send", "aria-label": "Send" }, icon("send")),
    );
  }

  /** A phone with this student's number, made at the first message. */
  async number() {
    if (this.id !== NEW) return this.id;
    const who = this.start.chosen();
    const made = await drive("chatwoot/student/arrives", who);
    return made.student;
  }

  send = telling(async (text) => {
    const id = await this.number();
    await drive("chatwoot/student/writes", { student: id, text });
    if (this.id === NEW) this.becomes(id);
    refresh("people", "phones", "staff");
  });

  sendFile = telling(async (file_name, content_type) => {
    const id = await this.number();
    await drive("chatwoot/student/sends", { student: id, file_name, content_type });
    if (this.id === NEW) this.becomes(id);
    refresh("people", "phones", "staff");
  });

  tap = telling(async (message, item) => {
    await drive("chatwoot/student/taps", { student: this.id, choice: item.value, message_id: message.id });
    refresh("phones", "staff");
    this.box.focus({ preventScroll: true });
  });

  does = telling(async (action) => {
    await drive(`chatwoot/student/${action}`, { student: this.id });
    refresh("people", "phones", "staff");
  });

  files() {
    openRows(this.element, "Send a pretend file", [
      { title: "A photo", says: "homework.jpg", act: () => this.sendFile("homework.jpg", "image/jpeg") },
      { title: "A voice note", says: "voice.ogg", act: () => this.sendFile("voice.ogg", "audio/ogg") },
      { title: "A document", says: "report.pdf", act: () => this.sendFile("report.pdf", "application/pdf") },
    ]);
  }

  menu() {
    openRows(this.element, "This chat", [
      { title: "New conversation", says: "The same student writes again; Chatwoot gives it a new number", act: () => this.does("opens_new") },
      { title: "End the chat", says: "Chatwoot sets the conversation to resolved", act: () => this.does("resolves") },
      { title: "Read everything", says: "Read receipts go to Chatwoot", act: () => this.does("looks") },
      { title: "Send the last message again", says: "The provider repeats itself: same message, another id", act: () => this.does("repeats") },
    ]);
  }

  render() {
    const who = student(this.id);
    this.renderHead(who);
    if (!who) return;
    const channel = channelOf(who.channel);
    this.element.dataset.channel = channel.short;
    const hands = {
      tap: this.tap,
      list: (message) => openRows(this.element, "Choose", message.buttons.map((item) => ({ title: item.title, act: () => this.tap(message, item) }))),
      follow: (event, address) => this.follow(event, address),
    };
    const rows = prepared(world.phones.get(this.id) ?? [], day);
    const more = keyed(this.thread, rows, (each) => each.id, (each) => bubble(each, channel, hands));
    this.renderTyping(who);
    const mine = rows.at(-1)?.from === "student";
    if (more && mine) this.end.toEnd();
    else if (more) this.end.grew();
  }

  renderTyping(who) {
    const ends = world.typing.get(who.conversations.at(-1)) ?? 0;
    const types = ends > Date.now();
    if (types && !this.dots) this.middle.append((this.dots = h("p", { class: "dots", role: "status", "aria-label": "The desk is typing" }, h("i"), h("i"), h("i"))));
    if (!types && this.dots) this.dots = this.dots.remove();
    if (types) setTimeout(changed, ends - Date.now() + 50);
  }

  renderHead(who) {
    const looks = JSON.stringify([who?.name, who?.channel, world.about.business.name]);
    if (this.head.looks === looks) return;
    this.head.looks = looks;
    const business = world.about.business.name || "The desk";
    fill(
      this.head,
      h("span", { class: "face big", vars: { "--face": faceColour(3) } }, initial(business)),
      h("div", { class: "phone-title" }, h("h2", {}, business), h("p", {}, who ? `${channelOf(who.channel).title} on the phone of ${who.name}` : "on a new student’s phone")),
      who && iconButton("more", "Menu of this chat", () => this.menu()),
    );
  }

  follow(event, address) {
    const plain = event.button === 0 && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (!plain || new URL(address).origin !== location.origin) return;
    event.preventDefault();
    openPage(this.element, address, () => this.end.toEnd());
  }
}
