// What the page knows, and how it stays true: every change in the world is told by server-sent events; what it concerns is
// asked for again, a moment later and once for many.
import { ask, drive } from "./driver.js";
import { nowMs, setNow, setZone } from "./clock.js";

const WIRE_KEEPS = 60;
export const NEW = "new"; // the student who has not said anything yet

export const world = {
  about: null,
  students: [], // { id, name, channel, account_id, inbox_id, source_id, conversations: [newest last] }
  active: NEW, // the one staff and engine show
  side: [NEW], // the phones shown, one or two
  conversation: null, // what staff look at, when it is not the newest
  phones: new Map(),
  screens: new Map(), // by conversation
  typing: new Map(), // conversation -> when it ends, in milliseconds
  seen: new Map(), // student -> newest message looked at
  engine: null,
  wire: [],
  live: "connecting",
};

const hearers = new Set();
/** `hear` is called after every change. */
export function onChange(hear) { hearers.add(hear); }
export function changed() { for (const hear of hearers) hear(world); }

export const student = (id) => world.students.find((each) => each.id === id) ?? null;
export const talkOf = (who) => (who ? `${who.account_id}:${who.inbox_id}:${who.source_id}` : "");
/** The number of the conversation staff look at. */
export function conversationNow() {
  const who = student(world.active);
  if (!who) return null;
  return who.conversations.includes(world.conversation) ? world.conversation : (who.conversations.at(-1) ?? null);
}

let wanted = new Set();
let underWay = null;
let timer = 0;

/** Asks again for what is named: "people", "phones", "staff", "engine". */
export function refresh(...what) {
  for (const each of what) wanted.add(each);
  if (!timer) timer = setTimeout(run, 30);
}

async function run() {
  timer = 0;
  if (underWay) return;
  const now = wanted;
  wanted = new Set();
  underWay = look(now);
  try {
    await underWay;
    changed();
  } catch (problem) {
    console.warn("the rehearsal did not answer", problem);
  } finally {
    underWay = null;
    if (wanted.size && !timer) timer = setTimeout(run, 30);
  }
}

async function look(now) {
  if (now.has("people")) await lookForPeople();
  const who = student(world.active);
  const conversation = conversationNow();
  await Promise.all([
    ...(now.has("phones") ? world.students.map((each) => each.id).map(lookAtPhone) : []),
    now.has("staff") && conversation ? lookAtScreen(conversation) : null,
    now.has("engine") && world.about?.chart ? lookAtEngine(who) : null,
  ]);
}

async function lookForPeople() {
  const { conversations } = await drive("chatwoot/staff/conversations");
  const found = new Map(world.students.map((each) => [each.id, { ...each, conversations: [] }]));
  for (const each of conversations) {
    const known = found.get(each.student) ?? { id: each.student, conversations: [] };
    found.set(each.student, {
      ...known,
      name: each.contact.name,
      channel: each.inbox.channel,
      account_id: each.account_id,
      inbox_id: each.inbox.id,
      source_id: each.source_id,
      status: each.status,
      conversations: [...known.conversations, each.conversation_id],
    });
  }
  world.students = [...found.values()];
}

async function lookAtPhone(id) {
  world.phones.set(id, (await drive("chatwoot/student/phone", { student: id })).messages);
}
async function lookAtScreen(conversation) {
  world.screens.set(conversation, await drive("chatwoot/staff/sees", { conversation_id: conversation }));
}
async function lookAtEngine(who) {
  world.engine = await ask(`/rehearsal/engine?talk=${encodeURIComponent(talkOf(who))}`);
}
/** What travelled before this page was there. */
async function lookBack() {
  const [{ callbacks }, { webhooks }] = await Promise.all([
    drive("chatwoot/staff/callbacks", { last: WIRE_KEEPS }),
    drive("stripe/webhooks", { last: WIRE_KEEPS }),
  ]);
  world.wire = [
    ...callbacks.map((each) => ({ from: "Chatwoot", what: each.event, ...each })),
    ...webhooks.map((each) => ({ from: "Stripe", what: each.type, ...each })),
  ];
}

function travelled(from, what, change) {
  world.wire = [...world.wire, { from, what, at: new Date(nowMs()).toISOString(), outcome: change.outcome, attempts: change.attempts }].slice(-WIRE_KEEPS);
  changed();
}

export const everything = () => refresh("people", "phones", "staff", "engine");

const CONCERNS = {
  message_created: ["people", "phones", "staff"],
  message_updated: ["phones", "staff"],
  conversation: ["people", "staff"],
  contact: ["people", "staff"],
  engine: ["engine"],
};

function hear(change) {
  if (change.kind === "clock") {
    setNow(change.now);
    changed();
  }
  if (change.kind === "version") {
    world.about.version = change.version;
    changed();
  }
  if (change.kind === "callback") travelled("Chatwoot", change.event, change);
  if (change.kind === "webhook") travelled("Stripe", change.type, change);
  if (change.kind === "typing") hearTyping(change);
  if (change.kind === "message_created") world.typing.delete(change.conversation_id);
  if (CONCERNS[change.kind]) refresh(...CONCERNS[change.kind]);
}

function hearTyping(change) {
  if (!change.on) world.typing.delete(change.conversation_id);
  else world.typing.set(change.conversation_id, Date.now() + 8000);
  changed();
}

/** Reads who is there and listens from then on; again after every break. */
export async function begin() {
  world.about = await ask("/rehearsal/about");
  setZone(world.about.business.zone);
  setNow((await drive("world/clock")).now);
  listen();
}

function listen() {
  const events = new EventSource("/rehearsal/stream");
  events.onopen = async () => {
    const about = await ask("/rehearsal/about").catch(() => null);
    if (about && about.boot !== world.about.boot) location.reload(); // another rehearsal: nothing we know is true
    world.live = "live";
    setNow((await drive("world/clock")).now);
    await lookBack();
    everything();
    changed();
  };
  events.onmessage = (event) => hear(JSON.parse(event.data));
  events.onerror = () => {
    world.live = "lost";
    changed();
    if (events.readyState === EventSource.CLOSED) setTimeout(listen, 1500); // refused: the browser does not try again
  };
}
