// Every trouble: a switch (`isOn`, `turn`) or a button (`act`), with one line that says what to watch.
import { drive } from "./driver.js";
import { NAMES } from "./lists.js";
import { ORDER_GROUPS } from "./order_troubles.js";

const callbacks = (knobs) => drive("world/chatwoot_knobs", { callbacks: knobs });
const chatwoot = (knobs) => drive("world/chatwoot_knobs", knobs);
const stripe = (knobs) => drive("world/stripe_knobs", knobs);
const webhooks = (knobs) => drive("world/stripe_knobs", { webhooks: knobs });
const LOSE_ALL = 100_000;
const hasTrouble = (side, kind) => side.troubles.some((each) => each.kind === kind);
const next = (kind, on, times = 3) => ({ troubles: on ? [{ kind, times, method: "POST" }] : [] });
const jump = (seconds) => drive("world/jump", { seconds });

/** To a moment, and a second further, by the world's own clock. */
async function jumpPast(when) {
  const { now } = await drive("world/clock");
  return jump(Math.max(1, Math.ceil((Date.parse(when) - Date.parse(now)) / 1000) + 1));
}

export const GROUPS = [
  {
    title: "Time",
    items: [
      { name: "hour", title: "+1 hour", watch: "Held times run out, offers get stale, a person's opening hours change.", act: () => jump(3600) },
      { name: "day", title: "+1 day", watch: "Lessons pass; on WhatsApp the reply window closes after 24 hours.", act: () => jump(86400) },
    ],
    more: (here) =>
      here.wakeups.map((each) => ({ name: `wake-${each.name}-${each.order_id}`, title: `To ${NAMES[each.name] ?? each.name}`, watch: WAKES[each.name] ?? "The wake-up rings, and the desk decides.", act: () => jumpPast(each.due_at) })),
  },
  ...ORDER_GROUPS,
  {
    title: "Stripe's webhooks",
    items: [
      { name: "twice", title: "Every webhook twice", watch: "Pay: one booking, one confirmation; the copy is no new row under In.", isOn: (k) => k.stripe.webhooks.copies > 1, turn: (on) => webhooks({ copies: on ? 2 : 1 }) },
      { name: "lost", title: "Every webhook lost", watch: "Pay: nothing is heard. Then jump to the deadline: the desk asks Stripe to end the page, hears that it was paid, and books.", isOn: (k) => k.stripe.webhooks.lose_next > 0, turn: (on) => webhooks({ lose_next: on ? LOSE_ALL : 0 }) },
      { name: "order", title: "In the wrong order", watch: "Pay: “paid” may come before “created”; the order only moves forward.", shuffles: true, isOn: (k) => k.stripe.webhooks.shuffle_rate > 0, turn: async (on) => { await drive("stripe/shuffle", { on }); await webhooks({ shuffle_rate: on ? 1 : 0, shuffle_up_to_s: 0.8 }); } },
      { name: "held", title: "Held back", watch: "Pay: the thank-you page says “checking” until you switch this off.", isOn: (k) => k.stripe.webhooks.paused, turn: (on) => webhooks({ paused: on }) },
      { name: "resend-lost", title: "Send again what was lost", watch: "Everything is caught up with, once.", act: () => drive("stripe/resend_lost") },
      { name: "again", title: "Send the newest again", watch: "Nothing may change: its id is known.", act: resendNewest },
    ],
  },
  {
    title: "Stripe itself",
    items: [
      { name: "s-down", title: "Stripe is down", watch: "Confirm a paid lesson: the student hears it once; the page comes by itself when Stripe is back; after 5 minutes a person is called.", isOn: (k) => k.stripe.down !== null, turn: (on) => stripe({ down: on ? "refuse" : null }) },
      { name: "s-slow", title: "Stripe is slow (3 s)", watch: "The chat answers at once all the same; the link comes later.", isOn: (k) => k.stripe.latency_s > 0, turn: (on) => stripe({ latency_s: on ? 3 : 0 }) },
      { name: "s-429", title: "“Too many requests”, three times", watch: "Out: tried again with pauses, one page in the end.", isOn: (k) => hasTrouble(k.stripe, "429"), turn: (on) => stripe(next("429", on)) },
      { name: "s-500", title: "Error 500, three times", watch: "The same request under the same key, until it works.", isOn: (k) => hasTrouble(k.stripe, "500"), turn: (on) => stripe(next("500", on)) },
      { name: "s-500-after", title: "Error 500, saved under the key", watch: "The same key answers 500 for a day: the desk closes what that call made and takes a new key. One page.", isOn: (k) => hasTrouble(k.stripe, "500_after"), turn: (on) => stripe(next("500_after", on, 1)) },
      { name: "s-revoked", title: "The key was revoked", watch: "401: the student hears one plain sentence with another way to pay, the team is called.", isOn: (k) => k.stripe.revoked, turn: (on) => stripe({ revoked: on }) },
      { name: "s-forbidden", title: "The key may not make pages", watch: "403: the same; the line for the owner in the log names the permission that is missing.", isOn: (k) => k.stripe.forbidden.length > 0, turn: (on) => stripe({ forbidden: on ? ["rak_checkout_session_write"] : [] }) },
      { name: "s-adds", title: "A price was changed at Stripe (+€5)", watch: "The new page asks another sum than the chat said: it is closed unpaid, and a person is called.", isOn: (k) => k.adds > 0, turn: (on) => drive("stripe/adds", { cents: on ? 500 : 0 }) },
      { name: "s-days", title: "Refunds take days", watch: "Money back: on its way until you let it arrive or fail.", isOn: (k) => k.refunds !== "succeeded", turn: (on) => drive("stripe/next_refunds", { status: on ? "pending" : "succeeded" }) },
      { name: "s-after", title: "Done, but the answer is lost", watch: "The repeat gets the saved answer: one page, not two.", isOn: (k) => hasTrouble(k.stripe, "drop_after"), turn: (on) => stripe(next("drop_after", on, 1)) },
    ],
  },
  {
    title: "Chatwoot's callbacks",
    items: [
      { name: "c-twice", title: "Every callback twice", watch: "The desk answers once; Wire shows two, In shows one.", isOn: (k) => k.chatwoot.callbacks.duplicate_rate > 0, turn: (on) => callbacks({ duplicate_rate: on ? 1 : 0 }) },
      { name: "c-lost", title: "Every callback lost", watch: "The student hears nothing until you switch this off and they write again.", isOn: (k) => k.chatwoot.callbacks.drop_rate > 0, turn: (on) => callbacks({ drop_rate: on ? 1 : 0 }) },
      { name: "c-order", title: "In the wrong order", watch: "Write three messages quickly: an older status never wins over a newer one.", isOn: (k) => k.chatwoot.callbacks.shuffle_rate > 0, turn: (on) => callbacks({ shuffle_rate: on ? 1 : 0, shuffle_up_to_s: 0.8 }) },
      { name: "c-held", title: "Held back", watch: "Write: silence. Switch off: everything is answered, in order.", isOn: (k) => k.chatwoot.callbacks.paused, turn: (on) => callbacks({ paused: on }) },
      { name: "c-unsigned", title: "Without a signature", watch: "The desk refuses with 401, and Chatwoot hands the conversation to the team.", isOn: (k) => k.chatwoot.callbacks.unsigned, turn: (on) => callbacks({ unsigned: on }) },
    ],
  },
  {
    title: "Chatwoot itself",
    items: [
      { name: "c-down", title: "Chatwoot is down", watch: "Write: decided and saved at once; the answer waits under Out and goes when Chatwoot is back.", isOn: (k) => k.chatwoot.down !== null, turn: (on) => chatwoot({ down: on ? "refuse" : null }) },
      { name: "c-slow", title: "Chatwoot is slow (1.5 s)", watch: "Answers come late, in order; other students wait no longer.", isOn: (k) => k.chatwoot.latency_s > 0, turn: (on) => chatwoot({ latency_s: on ? 1.5 : 0 }) },
      { name: "c-500", title: "Error 500, three times", watch: "Out: tried again with pauses; the student gets the message once.", isOn: (k) => hasTrouble(k.chatwoot, "500"), turn: (on) => chatwoot(next("500", on)) },
      { name: "c-after", title: "Done, but the answer is lost", watch: "The desk looks for its own message before it sends again: it is there once.", isOn: (k) => hasTrouble(k.chatwoot, "drop_after"), turn: (on) => chatwoot(next("drop_after", on, 1)) },
    ],
  },
  {
    title: "Which Chatwoot",
    says: "What differs between releases, from the next message on.",
    items: [],
    more: (here) =>
      here.versions.map((version) => ({ name: `v-${version}`, title: version === here.version ? `${version} ✓` : version, watch: VERSIONS[version] ?? "", act: () => drive("world/chatwoot_version", { version }) })),
  },
];

const WAKES = {
  remind: "One reminder, and only if nothing was paid.",
  hold: "The desk ends the page at Stripe; the time is free on Stripe's word.",
  trouble: "If Stripe never answered, a person is called.",
  stuck: "If the page could not be ended, the team is told once.",
};
const VERSIONS = {
  4.12: "Signs nothing and tells less; the path secret in the address stands in.",
  4.13: "Signs every callback.",
  4.14: "Follows redirects.",
  4.16: "A new conversation belongs to the bot; assigning a person opens it.",
};

async function resendNewest() {
  const { events } = await drive("stripe/events", { last: 1 });
  if (!events.length) throw new Error("Stripe has sent nothing yet.");
  return drive("stripe/resend", { event: events[0].id });
}
