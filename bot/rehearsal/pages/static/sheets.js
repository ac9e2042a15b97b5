// What slides up inside a phone: a list of rows, a menu, a web page.
import { h, iconButton } from "./dom.js";

/** Opens a sheet in `phone`; answers a function that closes it. Escape and the shade close it, too. */
export function openSheet(phone, title, content, kind = "", closed = null) {
  phone.querySelector(".sheet-shade")?.close?.();
  const back = document.activeElement;
  const heading = h("h3", {}, title);
  const sheet = h("div", { class: `sheet ${kind}`, role: "dialog", "aria-label": title }, h("div", { class: "sheet-head" }, heading, iconButton("close", "Close", () => close())), content);
  const shade = h("div", { class: "sheet-shade", onclick: (event) => event.target === shade && close() }, sheet);
  function close() {
    shade.remove();
    back?.isConnected && back.focus({ preventScroll: true });
    closed?.();
  }
  shade.close = close;
  shade.addEventListener("keydown", (event) => event.key === "Escape" && close());
  phone.append(shade);
  sheet.querySelector("button.row, button.icon-button")?.focus();
  return close;
}

/** A sheet of rows `{ title, says, act }`. */
export function openRows(phone, title, rows) {
  const close = openSheet(
    phone,
    title,
    h(
      "div",
      { class: "sheet-rows" },
      rows.map((row) =>
        h("button", { type: "button", class: "row", onclick: () => { close(); row.act(); } }, h("span", {}, row.title), row.says && h("small", {}, row.says)),
      ),
    ),
  );
}

/** A web page in the phone, as a tapped link opens one. `closed` is called when the student is back. */
export function openPage(phone, address, closed) {
  const path = new URL(address).pathname;
  const frame = h("iframe", { src: address, title: "The page behind the link" });
  const where = h("span", { class: "address" }, path);
  const out = h("a", { href: address, target: "_blank", rel: "noopener" }, "new tab");
  const close = openSheet(phone, "Page", h("div", { class: "web" }, h("p", { class: "web-where" }, where, out), frame), "web-sheet", closed);
  frame.addEventListener("load", () => {
    // Only pages of this rehearsal can be read; whatever else a link leads to keeps its first address.
    try {
      where.textContent = frame.contentWindow.location.pathname;
      out.href = frame.contentWindow.location.href;
      if (frame.contentWindow.location.pathname === "/") close(); // "back to the chat"
    } catch {
      where.textContent = address;
    }
  });
}
