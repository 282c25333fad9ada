// @ts-check
/** @import {Row} from "./types.js" */
import { dayLabel } from "../lib/time.js";

const GROUP_MS = 5 * 60 * 1000;

/**
 * @typedef {{kind: "row", key: string, row: Row, isFirst: boolean, isLast: boolean, isDelivered: boolean}} RowLine
 * @typedef {{kind: "day" | "new" | "count", key: string, text: string}} Divider
 * @typedef {RowLine | Divider} Line
 */

/**
 * What a timeline draws: the rows, grouped by author and time, with the dividers between them.
 * @param {Row[]} rows oldest first
 * @param {{firstNew?: number | null, now?: Date}} [options] `firstNew`: the message that was the first unread
 *   one when the room was entered: the divider stands before it
 * @returns {Line[]}
 */
export function linesOf(rows, { firstNew = null, now = new Date() } = {}) {
  /** @type {Line[]} */
  const lines = [];
  let day = "";
  const delivered = lastDelivered(rows);
  /** @type {RowLine | null} */
  let previous = null;
  for (const row of rows) {
    const rowDay = new Date(row.timestamp).toDateString();
    if (rowDay !== day) {
      lines.push({ kind: "day", key: dayKey(row.timestamp), text: dayLabel(row.timestamp, now) });
      day = rowDay;
      previous = null;
    }
    if (row.id !== null && row.id === firstNew) {
      lines.push({ kind: "new", key: "new", text: "New" });
      previous = null;
    }
    /** @type {boolean} */
    const isFirst = !previous || !continues(previous.row, row);
    if (!isFirst && previous) previous.isLast = false;
    previous = { kind: "row", key: row.key, row, isFirst, isLast: true, isDelivered: row === delivered };
    lines.push(previous);
  }
  return lines;
}

/** Of the line that a day begins with. @param {string} timestamp */
export function dayKey(timestamp) {
  return `day:${new Date(timestamp).toDateString()}`;
}

/** @param {Row} before @param {Row} row */
function continues(before, row) {
  const gap = Date.parse(row.timestamp) - Date.parse(before.timestamp);
  return !before.system && !row.system && before.author.user_id === row.author.user_id && gap < GROUP_MS;
}

/** @param {Row[]} rows */
function lastDelivered(rows) {
  return rows.findLast((row) => row.own && row.status === "stored" && !row.isDeleted);
}
