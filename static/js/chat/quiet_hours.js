// @ts-check
/** @import {DoNotDisturb} from "./types.js" */

const DAY = 24 * 60;

/**
 * When the hours without disturbance end that hold now; null when none do. As on the server, the end is
 * not a part of them.
 * @param {DoNotDisturb} hours @param {Date} now
 * @returns {Date | null}
 */
export function quietUntil(hours, now) {
  if (!hours) return null;
  const options = /** @type {const} */ ({ hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
  const time = new Intl.DateTimeFormat("en-GB", { ...options, timeZone: hours.timezone }).format(now);
  const { start, end } = hours;
  const isQuiet = start <= end ? start <= time && time < end : time >= start || time < end;
  if (!isQuiet) return null;
  const left = (minutes(end) - minutes(time) + DAY) % DAY;
  return new Date(Math.floor(now.getTime() / 60_000 + left) * 60_000);
}

/** @param {string} time HH:MM */
function minutes(time) {
  const [hour = 0, minute = 0] = time.split(":").map(Number);
  return hour * 60 + minute;
}
