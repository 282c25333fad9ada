// @ts-check

/** The beginning of time, as far as rooms go. */
export const BEGINNING = "1970-01-01T00:00:00.000Z";

/** When a day begins where the reader is. @param {number} daysAgo @param {Date} [now] */
export function startOf(daysAgo, now = new Date()) {
  return new Date(now.getFullYear(), now.getMonth(), now.getDate() - daysAgo).toISOString();
}

/** The same for a date as a field gives it: 2025-01-31; null for what is none. @param {string} text */
export function startOfDate(text) {
  const [year, month, day] = text.split("-").map(Number);
  const start = new Date(year, month - 1, day);
  return Number.isNaN(start.getTime()) || year < 1970 ? null : start.toISOString();
}

/** A day as a field takes it. @param {Date} day */
export function dateText(day) {
  const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
  return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}`;
}
