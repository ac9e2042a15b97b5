// The engine's lists: decisions, deliveries, events, orders, wake-ups, and what travelled on the wire.
import { h } from "./dom.js";
import { clock, moment, seconds, until } from "./clock.js";

const KIND = {
  done: "good", delivered: "good", booked: "good", paid: "good",
  due: "warn", sending: "warn", open: "warn", held: "warn", pending: "warn", processing: "warn", queued: "warn", retrying: "warn", asked: "warn", expiring: "warn",
  dead: "bad", failed: "bad", lost: "bad", attention: "bad", disputed: "bad", expired: "bad", refused: "bad",
};
const state = (name, title) => h("span", { class: `chip ${KIND[name] ?? ""}`, title: title || null, dataset: { state: name } }, name);
const money = (cents, currency) => new Intl.NumberFormat("en-IE", { style: "currency", currency: currency.toUpperCase() }).format(cents / 100);
const newestFirst = (rows) => [...(rows ?? [])].reverse();

function decision(row) {
  const moved = row.before !== row.after;
  return h(
    "li",
    { class: `entry${row.kept ? "" : " undone"}` },
    h("p", { class: "entry-head" }, h("time", {}, seconds(row.at)), h("strong", {}, row.event), row.about && h("span", { class: "quote" }, row.about), h("span", { class: "took" }, `${row.took_us} µs`)),
    h("p", { class: "entry-moves" }, h("code", {}, row.before), moved ? " → " : " stays", moved && h("code", {}, row.after)),
    h(
      "p",
      { class: "entry-effects" },
      row.asked_for_times && h("span", { class: "chip" }, "asked for taken times"),
      Object.entries(row.effects).map(([name, n]) => h("span", { class: "chip" }, n > 1 ? `${name} ×${n}` : name)),
      !Object.keys(row.effects).length && h("span", { class: "muted" }, "nothing to do"),
      !row.kept && h("span", { class: "chip bad" }, "not saved: somebody was faster"),
    ),
  );
}

function delivery(row) {
  return h(
    "li",
    { class: "entry" },
    h("p", { class: "entry-head" }, h("time", {}, seconds(row.created_at)), h("strong", {}, row.kind), state(row.state, row.error), row.tries > 0 && h("span", { class: "muted" }, `${row.tries} ${row.tries === 1 ? "try" : "tries"} failed`), h("span", { class: "took" }, `turn ${row.turn} · ${row.lane.split(":")[0]}`)),
    row.says && h("p", { class: "quote" }, row.says),
    row.error && h("p", { class: "why" }, row.error, row.state === "due" && [" · again in ", countdown(row.due_at)]),
  );
}

function event(row) {
  return h(
    "li",
    { class: "entry" },
    h("p", { class: "entry-head" }, h("time", {}, seconds(row.received_at)), h("strong", {}, row.kind), state(row.state), row.tries > 0 && h("span", { class: "muted" }, `tried ${row.tries}×`), h("span", { class: "took" }, `no. ${row.seq}`)),
    h("p", { class: "muted mono ids" }, row.id),
    row.error && h("p", { class: "why" }, row.error),
  );
}

function order(row) {
  const page = row.attempts.findLast((each) => each.session)?.session;
  return h(
    "li",
    { class: "entry" },
    h("p", { class: "entry-head" }, h("strong", {}, `${row.flow} · ${moment(row.starts_at)}`), h("span", {}, `${row.minutes} min`), h("span", {}, row.cents ? money(row.cents, row.currency) : "free")),
    h("p", { class: "entry-effects" }, state(row.booking), row.payment && state(row.payment), row.closed && h("span", { class: "chip" }, row.closed), row.booking === "held" && row.held_until && h("span", {}, "held until ", clock(row.held_until), " (", countdown(row.held_until), ")")),
    row.attempts.map((each) => h("p", { class: "muted" }, `page ${each.n}: ${each.state}`)),
    row.payments.map((each) => h("p", { class: "muted" }, `payment: ${each.state} ${money(each.cents, row.currency)}`)),
    h("p", { class: "entry-links" }, h("a", { href: `/p/${row.token}`, target: "_blank", rel: "noopener" }, "the student's link"), page && h("a", { href: `/rehearsal/checkout/${page}`, target: "_blank", rel: "noopener" }, "the Checkout page")),
  );
}

function claim(row) {
  return h("li", { class: `entry claim${row.mine ? "" : " others"}` }, h("p", { class: "entry-head" }, h("strong", {}, `${moment(row.starts_at)}–${clock(row.ends_at)}`), state(row.state), h("span", { class: "took" }, row.mine ? "this student" : "another student")));
}

function wakeup(row, { jumpTo }) {
  return h(
    "li",
    { class: "entry" },
    h("p", { class: "entry-head" }, h("strong", {}, NAMES[row.name] ?? row.name), h("span", {}, seconds(row.due_at)), h("span", { class: "chip accent" }, "in ", countdown(row.due_at)), h("button", { type: "button", class: "button small", onclick: () => jumpTo(row.due_at) }, "Jump there")),
  );
}
export const NAMES = { remind: "the reminder", hold: "the deadline of the held time", trouble: "a look whether Stripe answered", stuck: "a look whether the page could be ended" };

function travelled(row) {
  return h("li", { class: "entry" }, h("p", { class: "entry-head" }, row.at && h("time", {}, seconds(row.at)), h("span", { class: "chip" }, row.from), h("strong", {}, row.what), state(row.outcome), row.attempts > 1 && h("span", { class: "muted" }, `${row.attempts} attempts`)));
}

const countdown = (when) => h("span", { class: "countdown", dataset: { until: when } }, until(when));

export const LISTS = {
  decisions: { title: "Decisions", rows: (engine) => newestFirst(engine?.decisions), row: decision, watch: "Something happened → the desk decided: where to, and what is to be done. Pure, in microseconds.", none: "Nothing was decided yet." },
  deliveries: { title: "Out", rows: (engine) => newestFirst(engine?.deliveries), row: delivery, watch: "Saved with the decision, done afterwards, repeated until it worked.", none: "Nothing was sent yet." },
  events: { title: "In", rows: (engine) => newestFirst(engine?.events), row: event, watch: "Written down before anybody is answered. A repeat has the same id and is no new row.", none: "Nothing came in yet." },
  orders: { title: "Orders", rows: (engine) => [...(engine?.orders ?? []), ...claims(engine)], row: (each, hands) => (each.id ? order(each, hands) : claim(each)), watch: "The truth about money and time; Chatwoot only mirrors it. Below: every time that is held or booked, by anyone.", none: "No order yet: it begins with the student's yes." },
  wakeups: { title: "Wake-ups", rows: (engine) => engine?.wakeups ?? [], row: wakeup, watch: "Alarm clocks that survive a restart.", none: "No alarm clock is set." },
  wire: { title: "Wire", rows: (_, world) => newestFirst(world.wire), row: travelled, watch: "What the pretend Chatwoot and Stripe sent to the desk, of all students, and what became of it.", none: "Nothing travelled yet." },
};

function claims(engine) {
  return (engine?.claims ?? []).map((each) => ({ ...each, mine: each.talk === engine.talk }));
}
