// @ts-check
/** @import {Group} from "./room_groups.js" */
/** @import {PreferenceValues} from "./types.js" */

/** Rooms that the server keeps in a list. */
const MOST_KEPT = 1000;

/** @typedef {Partial<PreferenceValues>} Wish  what the preferences are asked for */

/** @param {PreferenceValues} preferences @param {number} roomId @returns {Wish} */
export function starWish({ starred }, roomId) {
  const others = starred.filter((id) => id !== roomId);
  return { starred: (others.length < starred.length ? others : [...others, roomId]).slice(0, MOST_KEPT) };
}

/**
 * One place up (-1) or down (1) among its like.
 * @param {Group[]} groups @param {PreferenceValues} preferences @param {number} roomId @param {-1 | 1} step
 * @returns {Wish | null} null at the end of a group, or in one that has no order
 */
export function stepWish(groups, preferences, roomId, step) {
  const group = groupOf(groups, roomId);
  const ids = group?.rooms.map((room) => room.id) ?? [];
  const beside = ids[ids.indexOf(roomId) + step];
  return beside === undefined ? null : placeWish(groups, preferences, roomId, { beside, isAfter: step > 0 });
}

/**
 * Before or after another room. Beside a starred one it is starred, too, and away from them it is not.
 * @param {Group[]} groups @param {PreferenceValues} preferences @param {number} roomId
 * @param {{beside: number, isAfter: boolean}} place
 * @returns {Wish | null} null where it cannot stand
 */
export function placeWish(groups, preferences, roomId, { beside, isAfter }) {
  const from = groupOf(groups, roomId);
  const to = groupOf(groups, beside);
  if (!from || !to || roomId === beside || to.name === "open") return null;
  if (to.name === "starred") return { starred: placed(preferences.starred, roomId, beside, isAfter) };
  const room = from.rooms.find((one) => one.id === roomId);
  const isAtHome = room?.is_member && (room.room_type === "direct") === (to.name === "direct");
  if (!isAtHome) return null;
  const shown = groups.flatMap(({ name, rooms }) => (name === "rooms" || name === "direct" ? rooms : []));
  const ids = new Set([...shown.map((one) => one.id), ...preferences.order]);
  /** @type {Wish} */
  const wish = { room_order: "manual", order: placed([...ids], roomId, beside, isAfter) };
  return from.name === "starred" ? { ...wish, ...starWish(preferences, roomId) } : wish;
}

/** @param {Group[]} groups @param {number} roomId */
export function groupOf(groups, roomId) {
  return groups.find((group) => group.rooms.some((room) => room.id === roomId));
}

/** @param {number[]} ids @param {number} id @param {number} beside @param {boolean} isAfter */
function placed(ids, id, beside, isAfter) {
  const others = ids.filter((one) => one !== id);
  others.splice(others.indexOf(beside) + (isAfter ? 1 : 0), 0, id);
  return others.slice(0, MOST_KEPT);
}
