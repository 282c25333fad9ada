// @ts-check

const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "short" });
const LONG_WEEKDAY = new Intl.DateTimeFormat("en-GB", { weekday: "long" });
const DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const LONG_DATE = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long" });
const DATE_WITH_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short", year: "numeric" });
const LONG_DATE_WITH_YEAR = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "long", year: "numeric" });

/**
 * The local time of day: 14:32.
 * @param {string} iso
 */
export function clockTime(iso) {
  return CLOCK.format(new Date(iso));
}

/**
 * A day for a separator: Today, Yesterday, Monday (within six days), 3 May, 3 May 2023.
 * @param {string} iso
 * @param {Date} [now]
 */
export function dayLabel(iso, now = new Date()) {
  const when = new Date(iso);
  const days = daysBetween(when, now);
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  if (days > 1 && days < 7) return LONG_WEEKDAY.format(when);
  return (when.getFullYear() === now.getFullYear() ? LONG_DATE : LONG_DATE_WITH_YEAR).format(when);
}

/**
 * The shortest true answer to "when": 14:32, Mon, 3 May, 3 May 2023.
 * @param {string} iso
 * @param {Date} [now]
 */
export function shortWhen(iso, now = new Date()) {
  const when = new Date(iso);
  const days = daysBetween(when, now);
  if (days === 0) return CLOCK.format(when);
  if (days > 0 && days < 7) return WEEKDAY.format(when);
  return (when.getFullYear() === now.getFullYear() ? DATE : DATE_WITH_YEAR).format(when);
}

/**
 * Calendar days between two moments in local time. Rounded, because a day of a clock change has 23 or 25 hours.
 * @param {Date} earlier
 * @param {Date} later
 */
function daysBetween(earlier, later) {
  const start = new Date(earlier.getFullYear(), earlier.getMonth(), earlier.getDate());
  const end = new Date(later.getFullYear(), later.getMonth(), later.getDate());
  return Math.round((end.getTime() - start.getTime()) / 86_400_000);
}
