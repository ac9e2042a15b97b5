// Before the first message: who the student is, and three things to say.
import { h } from "./dom.js";
import { CHANNELS, OFFERED, TELLS_LANGUAGE } from "./channels.js";

const SUGGESTIONS = ["hoi", "I need a maths lesson tomorrow after 4", "spoed!"];
const LANGUAGES = [
  ["nl", "Dutch"],
  ["en", "English"],
  ["", "says nothing"],
];
let forms = 0;

/** The empty phone. `say(text)` sends the first message; `chosen()` is what `arrives` takes. */
export function startForm(say) {
  const n = ++forms;
  const name = h("input", { type: "text", id: `name-${n}`, placeholder: "unknown", autocomplete: "off", maxLength: 60 });
  const phone = h("input", { type: "tel", id: `phone-${n}`, placeholder: "unknown", autocomplete: "off", maxLength: 20 });
  const channel = picks(`channel-${n}`, "Writes from", OFFERED.map((each) => [CHANNELS[each].short, CHANNELS[each].title]));
  const language = picks(`language-${n}`, "Browser speaks", LANGUAGES);
  const more = h(
    "details",
    { class: "start-more" },
    h("summary", {}, "Who is it? (optional)"),
    h("div", { class: "start-who" }, h("div", {}, h("label", { for: name.id }, "Name"), name), h("div", {}, h("label", { for: phone.id }, "Phone"), phone)),
  );
  const silent = h("p", { class: "muted silent", hidden: true }, "This channel does not tell the language; the desk hears it from the words.");
  language.element.append(silent);
  channel.element.addEventListener("change", () => {
    silent.hidden = TELLS_LANGUAGE.includes(channel.value());
    language.element.disabled = !silent.hidden;
  });
  const element = h(
    "div",
    { class: "start" },
    h("div", { class: "start-hello" }, h("h3", {}, "Be a student"), h("p", {}, "Say something below, or tap one of these. On the other panes you see what the team sees, and how the desk decides.")),
    h("div", { class: "suggestions" }, SUGGESTIONS.map((text) => h("button", { type: "button", class: "suggestion", onclick: () => say(text) }, text))),
    channel.element,
    language.element,
    more,
  );
  const chosen = () => ({
    channel: channel.value(),
    ...(language.value() && !language.element.disabled ? { language: language.value() } : {}),
    ...(name.value.trim() ? { name: name.value.trim() } : {}),
    ...(phone.value.trim() ? { phone: phone.value.trim() } : {}),
  });
  return { element, chosen };
}

function picks(name, legend, options) {
  const inputs = options.map(([value], at) => h("input", { type: "radio", name, value, checked: at === 0, id: `${name}-${at}` }));
  const element = h(
    "fieldset",
    { class: "picks" },
    h("legend", {}, legend),
    h("div", {}, options.map(([, title], at) => h("span", {}, inputs[at], h("label", { for: inputs[at].id }, title)))),
  );
  return { element, value: () => inputs.find((each) => each.checked).value };
}
