// The world's time: the browser's, plus whatever was jumped. Wall clocks are the business's.

let shiftMs = 0;
let zone = "Europe/Amsterdam";

export function setZone(name) { zone = name; }
/** `now`: the world's time as the world told it. */
export function setNow(now) { shiftMs = Date.parse(now) - Date.now(); }
export function nowMs() { return Date.now() + shiftMs; }
/** Minutes the world is ahead; small differences of the machine's clocks are none. */
export function jumpedMinutes() { return Math.abs(shiftMs) < 5000 ? 0 : Math.round(shiftMs / 60000); }

const formats = new Map();
function format(options) {
  const key = JSON.stringify([options, zone]);
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, hourCycle: "h23", ...options }));
  return formats.get(key);
}
export const clock = (when) => format({ hour: "2-digit", minute: "2-digit" }).format(new Date(when));
export const seconds = (when) => format({ hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(when));
export const day = (when) => format({ weekday: "short", day: "numeric", month: "short" }).format(new Date(when)).replace(",", "");
export const moment = (when) => `${day(when)} ${clock(when)}`;

/** "41:10", "3 h 05", "2 d 4 h"; "now" when it is past. */
export function until(when) {
  const left = Math.round((Date.parse(when) - nowMs()) / 1000);
  if (left <= 0) return "now";
  const [d, hours, m, s] = [Math.floor(left / 86400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60];
  if (d) return `${d} d ${hours} h`;
  if (hours) return `${hours} h ${String(m).padStart(2, "0")}`;
  return `${m}:${String(s).padStart(2, "0")}`;
}

/** "in 3 h" of minutes, for the chip in the banner. */
export function span(minutes) {
  const m = Math.abs(minutes);
  if (m >= 1440) return `${Math.floor(m / 1440)} d ${Math.floor((m % 1440) / 60)} h`;
  return m >= 60 ? `${Math.floor(m / 60)} h ${String(m % 60).padStart(2, "0")}` : `${m} min`;
}
