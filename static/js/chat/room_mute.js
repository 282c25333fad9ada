// @ts-check
/** @import {PreferenceValues} from "./types.js" */
import { clockTime, dayLabel } from "../lib/time.js";

/** A moment that does not come: muted until the reader says otherwise. */
export const FOR_GOOD = "9999-12-31T00:00:00.000Z";

/**
 * @param {PreferenceValues} preferences @param {number} roomId @param {number} [now]
 * @returns {string | null} the moment until which a room is muted
 */
export function mutedUntil(preferences, roomId, now = Date.now()) {
  const until = preferences.rooms[roomId]?.muted_until;
  return until && Date.parse(until) > now ? until : null;
}

/**
 * The reader's wishes for one room with a change, as they are sent; null when none is left.
 * @param {PreferenceValues} preferences @param {number} roomId
 * @param {Partial<import("./types.js").RoomPreference>} change
 */
export function roomWish(preferences, roomId, change) {
  const wish = { level: null, muted_until: null, ...preferences.rooms[roomId], ...change };
  return { rooms: { [roomId]: wish.level || wish.muted_until ? wish : null } };
}

/** A moment to come: 14:32, or 29 November, 14:32. @param {string} iso @param {Date} [now] */
export function momentText(iso, now = new Date()) {
  const day = dayLabel(iso, now);
  return day === "Today" ? clockTime(iso) : `${day}, ${clockTime(iso)}`;
}
