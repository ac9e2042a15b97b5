// What can happen to the newest order of the student in view: buttons, each with one line that says what to expect.
import { drive } from "./driver.js";

const orderOf = (here, fits) => here.orders.find(fits);
const paid = (each) => each.payments.some((one) => one.cents && one.state === "paid");
const came = (each) => each.payments.some((one) => one.cents && ["paid", "refunded", "disputed"].includes(one.state));
const disputed = (verdict) => (each) => each.payments.some((one) => one.dispute === verdict);
const refunded = (each) => each.payments.some((one) => one.refunded > 0);
const is = (state) => (each) => each.payment === state;
const isOpen = (each) => each.attempts.some((one) => one.state === "open");
const unpaid = (each) => !came(each) && each.attempts.some((one) => one.session);
const held = (each) => each.booking === "held" && each.held_until;

/** The session that carries the money, else the newest page's. */
const sessionOf = (order) => order.payments.findLast((one) => one.session)?.session || order.attempts.findLast((one) => one.session)?.session;

/** A button that acts on the newest order that fits, and is there only while one does. */
function on(fits, name, title, watch, act) {
  return { name, title, watch, fits: (here) => Boolean(orderOf(here, fits)), act: (here) => act(orderOf(here, fits)) };
}
const stripe = (action, more = {}) => (order) => drive(`stripe/${action}`, { session: sessionOf(order), ...more });

/** Seconds after the hold's end by the world's own clock; negative: before. */
const jumpTo = (seconds) => async (order) => {
  const { now } = await drive("world/clock");
  return drive("world/jump", { seconds: (Date.parse(order.held_until) - Date.parse(now)) / 1000 + seconds });
};

async function elsewhere(order) {
  await stripe("goes_to_bank")(order);
  return stripe("bank_answers")(order);
}

export const ORDER_GROUPS = [
  {
    title: "This order: the end of its hold",
    says: "Pay before or after, with the hour free or taken.",
    none: "Once the student in view has a time held, you can jump to its end.",
    items: [
      on(held, "hold-before", "1 second before", "Still held: paying now books it.", jumpTo(-1)),
      on(held, "hold-end", "At the end", "The desk asks Stripe to end the page. Paid at the same moment counts as paid.", jumpTo(0)),
      on(held, "hold-after", "1 second after", "Ended, and only on Stripe's word the time is free. The student may have it again.", jumpTo(1)),
      on(held, "hold-day", "1 day after", "The same, a day late: the lesson may be too near, or over.", jumpTo(86_400)),
      on((each) => each.booking === "released", "taken", "Another student books the hour", "Pay now is gone from the page. Money that comes now has no hour: another time, or money back.", (order) => drive("world/take_hour", { order: order.id })),
    ],
  },
  {
    title: "This order: paying",
    says: "As the payer would, somewhere else than in this chat.",
    none: "Once the student in view has a link, it can be paid in every way.",
    items: [
      on(isOpen, "device", "iDEAL, finished on another phone", "Nobody comes back to the thank-you page; the chat says booked all the same.", elsewhere),
      on(isOpen, "bank", "At the bank, for a while", "Nothing yet. Now jump past the hold, or let it be paid twice.", stripe("goes_to_bank")),
      on(unpaid, "bank-yes", "The bank says yes", "Paid, maybe late: booked if the hour is free, else the student chooses. A second payment goes back by itself.", stripe("bank_answers")),
      on(unpaid, "bank-no", "The bank says no", "A hint; the page stays open.", stripe("bank_answers", { succeeded: false })),
      on((each) => each.attempts.filter((one) => one.session).length > 1, "old-page", "A second device pays the old page", "Stripe refuses: the desk ended that page before it made the new one.", (order) => drive("stripe/pay", { session: order.attempts.find((one) => one.session).session })),
      on(isOpen, "discount", "Pays €10 too little", "Somebody allowed discounts at Stripe: not booked, a person looks at it.", stripe("pay", { discount_cents: 1000 })),
      on(is("processing"), "settle", "The delayed money arrives", "Processing becomes paid: booked, and the student is told.", stripe("settle")),
      on(is("processing"), "unsettle", "The delayed money fails", "Processing becomes failed: the student may pay again.", stripe("settle", { succeeded: false })),
      on(isOpen, "expire", "The page expires by itself", "Stripe says so; only then is the held time free again.", stripe("expire")),
    ],
  },
  {
    title: "This order: money back",
    says: "Done in Stripe's dashboard, beside the desk.",
    none: "Once the student in view has paid, the money can go back, and be asked for by a bank.",
    items: [
      on(paid, "refund", "The owner refunds all", "Label refunded; a lesson to come needs a person, since nobody told the desk why.", stripe("refund")),
      on(paid, "refund-part", "The owner refunds €20", "A note and a word to the student; the lesson stays.", stripe("refund", { amount: 2000 })),
      on(refunded, "refund-arrives", "A waiting refund arrives", "Only after “refunds take days”: nothing more is said, it is settled.", stripe("settle_refund")),
      on(refunded, "refund-fails", "The refund fails, days later", "The money is here again; a note calls a person.", stripe("settle_refund", { succeeded: false })),
    ],
  },
  {
    title: "This order: the bank asks",
    says: "Cards only; an iDEAL payment cannot be disputed.",
    none: "Once the student in view has paid by card, their bank can ask.",
    items: [
      on(paid, "fraud", "A fraud warning", "A note to the team; not a word to the student.", stripe("warn_of_fraud")),
      on(paid, "inquiry", "The bank asks about it", "An inquiry: a note, no money moves.", stripe("dispute", { case_type: "inquiry" })),
      on(paid, "dispute", "The bank takes the money back", "Label disputed, a note with what to do; no refund on top.", stripe("dispute")),
      on(disputed("open"), "escalate", "The inquiry becomes a chargeback", "Now the money goes.", stripe("escalate_dispute")),
      on(disputed("open"), "closed", "The inquiry is closed", "Paid again, as before.", stripe("close_dispute", { status: "warning_closed" })),
      on(disputed("open"), "won", "The dispute is won", "Disputed goes back to paid.", stripe("close_dispute", { status: "won" })),
      on(disputed("open"), "lost-case", "The dispute is lost", "The money is gone for good; a person decides about the lesson.", stripe("close_dispute", { status: "lost" })),
    ],
  },
];
