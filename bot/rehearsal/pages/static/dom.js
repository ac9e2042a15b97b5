// Elements from data. Text is always text: nothing anybody writes is ever read as HTML.

/** An element: `h("button", { class: "button", onclick }, "Send")`. Properties that are null or false are left out. */
export function h(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) set(element, name, value);
  fill(element, ...children);
  return element;
}

function set(element, name, value) {
  if (value === null || value === undefined || value === false) return;
  if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
  else if (name === "dataset") Object.assign(element.dataset, value);
  else if (name === "vars") for (const [key, each] of Object.entries(value)) element.style.setProperty(key, each);
  else if (name in element && name !== "list" && typeof value !== "string") element[name] = value;
  else element.setAttribute(name, value === true ? "" : value);
}

/** Replaces what is inside; null and false are left out, lists are flattened. */
export function fill(element, ...children) {
  element.replaceChildren(...children.flat(3).filter((each) => each !== null && each !== undefined && each !== false));
}

/** Shows `items` in order, making an element anew only where its item changed: focus and scrolling stay. */
export function keyed(parent, items, key, make) {
  const old = new Map([...parent.children].map((each) => [each.dataset.key, each]));
  const wanted = items.map((item, index) => {
    const name = String(key(item));
    const looks = JSON.stringify(item);
    const known = old.get(name);
    if (known && known.looks === looks) return known;
    const made = make(item, index);
    made.dataset.key = name;
    made.looks = looks;
    if (!known) made.classList.add("arrives");
    return made;
  });
  if (wanted.length === parent.children.length && wanted.every((each, at) => each === parent.children[at])) return false;
  const stay = new Set(wanted);
  for (const each of [...parent.children]) if (!stay.has(each)) each.remove();
  wanted.forEach((each, at) => {
    if (parent.children[at] !== each) parent.insertBefore(each, parent.children[at] ?? null);
  });
  return true;
}

const ICONS = {
  send: "M4 12 20 4l-5 16-3.500-6.500z M11.500 13.500 20 4",
  clip: "m20 11.500-8 8a5 5 0 0 1-7-7l8.500-8.500a3.300 3.300 0 0 1 4.700 4.700L9.700 17.200a1.700 1.700 0 0 1-2.400-2.400l7.700-7.700",
  more: "M5 12h.01M12 12h.01M19 12h.01",
  close: "M6 6l12 12M18 6 6 18",
  out: "M14 4h6v6M20 4l-9 9M18 14v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1h5",
  list: "M9 6h11M9 12h11M9 18h11M4.500 6h.01M4.500 12h.01M4.500 18h.01",
  image: "M4 5h16v14H4zM4 16l5-5 4 4 3-3 4 4M15.500 9.500h.01",
  sound: "M5 10v4M9 7v10M13 9v6M17 5v14M21 10v4",
  plus: "M12 5v14M5 12h14",
  pair: "M4 4h7v16H4zM13 4h7v16h-7z",
  lock: "M6 11h12v9H6zM8.500 11V8a3.500 3.500 0 0 1 7 0v3",
};

/** A line icon; decorative, so its button needs a label. */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const attributes = { viewBox: "0 0 24 24", fill: "none", stroke: "currentColor", "stroke-width": "2", "stroke-linecap": "round", "stroke-linejoin": "round", "aria-hidden": "true" };
  for (const [key, value] of Object.entries(attributes)) svg.setAttribute(key, value);
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconButton(name, label, onclick, more = {}) {
  return h("button", { type: "button", class: "icon-button", "aria-label": label, title: label, onclick, ...more }, icon(name));
}

/** The text with its web addresses as links; `follow(event, address)` may take a click over. */
export function linked(text, follow) {
  const parts = [];
  let from = 0;
  for (const found of text.matchAll(/https?:\/\/[^\s<>"]+[^\s<>".,;:!?)\]]/g)) {
    parts.push(text.slice(from, found.index));
    const href = found[0];
    parts.push(h("a", { href, target: "_blank", rel: "noopener", onclick: (event) => follow?.(event, href) }, href));
    from = found.index + href.length;
  }
  parts.push(text.slice(from));
  return parts.filter((each) => each !== "");
}
