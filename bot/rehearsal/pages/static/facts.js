// Labels, conversation attributes and contact attributes, as Chatwoot's side panel shows them.
import { fill, h } from "./dom.js";

const LABEL_KIND = [
  [/paid$|booked$/, "good"],
  [/pending$|processing$/, "warn"],
  [/failed$|expired$|disputed$|attention$/, "bad"],
];

export function facts(place, seen) {
  const looks = JSON.stringify([seen.labels, seen.custom_attributes, seen.contact]);
  if (place.looks === looks) return;
  place.looks = looks;
  const count = Object.keys(seen.custom_attributes).length + Object.keys(seen.contact.custom_attributes).length;
  const contact = seen.contact;
  fill(
    place,
    h("h3", {}, "Labels"),
    h("p", { class: "labels" }, h("button", { type: "button", class: "button small unfolds", "aria-expanded": String(place.classList.contains("open")), onclick: (event) => unfold(event.currentTarget, place) }, `${count} attributes`), seen.labels.length ? seen.labels.map(label) : h("span", { class: "muted" }, "none yet")),
    h("h3", {}, "Conversation"),
    table(seen.custom_attributes),
    h("h3", {}, "Contact"),
    table({ ...(contact.phone_number ? { phone: contact.phone_number } : {}), ...(contact.email ? { email: contact.email } : {}), ...contact.custom_attributes }),
  );
}

function unfold(button, place) {
  button.setAttribute("aria-expanded", String(place.classList.toggle("open")));
}

function label(name) {
  const kind = LABEL_KIND.find(([fits]) => fits.test(name))?.[1] ?? "accent";
  return h("span", { class: `chip ${kind}`, dataset: { label: name } }, name);
}

function table(attributes) {
  const rows = Object.entries(attributes).sort(([a], [b]) => a.localeCompare(b));
  if (!rows.length) return h("p", { class: "muted" }, "nothing yet");
  return h("dl", {}, rows.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { title: String(value) }, String(value)))));
}
