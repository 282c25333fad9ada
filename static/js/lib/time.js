// @ts-check
import { LANGUAGE } from "./language.js";

const CLOCKS = {
  "12h": new Intl.DateTimeFormat("en-US", { hour: "numeric", minute: "2-digit", hour12: true }),
  "24h": new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
};
const WEEKDAY = new Intl.DateTimeFormat(LANGUAGE, { weekday: "short" });
const LONG_WEEKDAY = new Intl.DateTimeFormat(LANGUAGE, { weekday: "long" });
const DATE = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short" });
const LONG_DATE = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long" });
const DATE_WITH_YEAR = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "short", year: "numeric" });
const LONG_DATE_WITH_YEAR = new Intl.DateTimeFormat(LANGUAGE, { day: "numeric", month: "long", year: "numeric" });

let clock = CLOCKS["24h"];

/** @param {string} choice 12h, 24h, or system: what the reader's language and region use */
export function setClock(choice) {
  const isHalf = choice === "system" ? usesHalfDays() : choice === "12h";
  clock = CLOCKS[isHalf ? "12h" : "24h"];
}

/** The local time of day, for the reader's clock: 14:32 or 2:32 PM. @param {string} iso */
export function clockTime(iso) {
  return clock.format(new Date(iso));
}

/** The day and the time: Today, 14:32. @param {string} iso @param {Date} [now] */
export function dayAndTime(iso, now = new Date()) {
  return `${dayLabel(iso, now)}, ${clockTime(iso)}`;
}

/** A moment in full, true on every day: 3 May 2024, 14:32. @param {string} iso */
export function fullTime(iso) {
  return `${fullDate(iso)}, ${clockTime(iso)}`;
}

/** A day in full: 3 May 2024. @param {string} iso */
export function fullDate(iso) {
  return LONG_DATE_WITH_YEAR.format(new Date(iso));
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
  if (days === 0) return clock.format(when);
  if (days > 0 && days < 7) return WEEKDAY.format(when);
  return (when.getFullYear() === now.getFullYear() ? DATE : DATE_WITH_YEAR).format(when);
}

function usesHalfDays() {
  return new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 ?? false;
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
