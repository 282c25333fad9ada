// @ts-check
/** @import {ChatState} from "./state.js" */
/** @import {User} from "./types.js" */

/**
 * Everybody this page has heard of but the reader, by name.
 * @param {ChatState} store @param {User[]} others
 * @returns {User[]}
 */
export function knownPeople(store, others = []) {
  /** @type {Map<string, User>} */
  const people = new Map();
  const talkers = store.rooms.flatMap((room) => room.participants ?? []);
  for (const { user_id, username, display_name, is_agent } of [...talkers, ...others, ...store.roster.everybody()]) {
    people.set(username, { user_id, username, display_name, is_agent });
  }
  people.delete(store.user.username);
  return [...people.values()].sort((a, b) => a.display_name.localeCompare(b.display_name));
}

/**
 * Those whose names fit what is typed, those that begin with it first.
 * @template T
 * @param {T[]} items @param {string} query @param {(item: T) => string[]} namesOf
 * @returns {T[]}
 */
export function matching(items, query, namesOf) {
  if (!query.trim()) return items;
  return items
    .map((item) => ({ item, score: closeness(namesOf(item), query) }))
    .filter(({ score }) => score < Infinity)
    .sort((a, b) => a.score - b.score)
    .map(({ item }) => item);
}

/** How far the best of the names is from what is typed; infinitely far when none fits. @param {string[]} names @param {string} query */
export function closeness(names, query) {
  const wanted = folded(query.trim());
  return Math.min(...names.map((name) => scoreOf(folded(name), wanted)));
}

/** The lower, the better. @param {string} name @param {string} wanted */
function scoreOf(name, wanted) {
  // Of two that begin alike, the one of which more has been typed.
  if (name.startsWith(wanted)) return 1 - wanted.length / name.length;
  if (name.split(/[\s._-]+/).some((word) => word.startsWith(wanted))) return 2;
  if (name.includes(wanted)) return 3;
  return hasInOrder(name, wanted) ? 4 : Infinity;
}

/** Whether the letters come in this order, however far apart. @param {string} name @param {string} letters */
function hasInOrder(name, letters) {
  let at = 0;
  for (const letter of name) if (letter === letters[at]) at += 1;
  return letters.length > 2 && at === letters.length;
}

/** Without case and accents. @param {string} text */
export function folded(text) {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
