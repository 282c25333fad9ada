// @ts-check
/** @import {PreferenceValues, Room} from "../types.js" */
import { closeness } from "../people.js";
import { mutedUntil } from "../room_mute.js";

/** @typedef {"rooms" | "people" | "commands"} Kind */
/**
 * @typedef {{
 *   key: string, kind: Kind, names: string[], content: () => (Node | string)[], go: () => unknown, unread?: number
 * }} Goal  `unread`: of rooms, how much one is wanted there
 * @typedef {{title: string, goals: Goal[]}} Section
 */

const MOST_UNREAD = 8;
const MOST_RECENT = 6;
/** @type {Record<Kind, {title: string, most: number}>} */
const KINDS = {
  rooms: { title: "Rooms", most: 7 },
  people: { title: "People", most: 6 },
  commands: { title: "Commands", most: 4 },
};
/** @type {Record<string, Kind>} */
const SIGNS = { "#": "rooms", "@": "people", ">": "commands" };

/** What is typed, and the one kind that a sign before it stands for. @param {string} typed @returns {{text: string, kind: Kind | null}} */
export function readQuery(typed) {
  const text = typed.trim();
  const kind = SIGNS[text[0]] ?? null;
  return { text: kind ? text.slice(1).trim() : text, kind };
}

/**
 * What to go to or to do. With a query the section that has the best fit comes first; without one what is unread,
 * then what one came from.
 * @param {Goal[]} goals rooms in the order in which one was there last @param {string} typed
 * @returns {Section[]}
 */
export function sectionsOf(goals, typed) {
  const { text, kind } = readQuery(typed);
  const some = kind ? goals.filter((goal) => goal.kind === kind) : goals;
  if (!text && !kind) return filled(beginning(some));
  const scored = some
    .map((goal) => ({ goal, score: text ? closeness(goal.names, text) : 0 }))
    .filter(({ score }) => score < Infinity)
    .sort((a, b) => a.score - b.score);
  const kinds = new Set(scored.map(({ goal }) => goal.kind));
  return [...kinds].map((one) => {
    const { title, most } = KINDS[one];
    const found = scored.flatMap(({ goal }) => (goal.kind === one ? goal : []));
    return { title, goals: kind ? found : found.slice(0, most) };
  });
}

/** @param {Goal[]} goals @returns {Section[]} */
function beginning(goals) {
  const rooms = goals.filter((goal) => goal.unread !== undefined);
  const unread = rooms.filter((goal) => goal.unread).sort((a, b) => (b.unread ?? 0) - (a.unread ?? 0));
  return [
    { title: "Unread", goals: unread.slice(0, MOST_UNREAD) },
    { title: "Recent", goals: rooms.filter((goal) => !goal.unread).slice(0, MOST_RECENT) },
    { title: "Commands", goals: goals.filter((goal) => goal.kind === "commands") },
  ];
}

/** @param {Section[]} sections */
function filled(sections) {
  return sections.filter(({ goals }) => goals.length);
}

/**
 * Rooms by when one was there last; then those in which something was said last; others than one's own at the end.
 * @param {Room[]} rooms @param {number[]} visits the latest first @param {number | null} currentId one is there already
 */
export function byVisit(rooms, visits, currentId) {
  const at = new Map(visits.map((id, place) => [id, place]));
  const placeOf = (/** @type {Room} */ { id }) => (id === currentId ? visits.length + 1 : (at.get(id) ?? visits.length));
  const momentOf = (/** @type {Room} */ room) => room.last_message?.timestamp ?? "";
  return [...rooms].sort(
    (a, b) =>
      Number(b.is_member) - Number(a.is_member) || placeOf(a) - placeOf(b) || momentOf(b).localeCompare(momentOf(a)),
  );
}

/** Mentions weigh more than any number of messages; a muted room wants nobody. @param {Room} room @param {PreferenceValues} preferences */
export function weightOf(room, preferences) {
  if (!room.is_member || mutedUntil(preferences, room.id) !== null) return 0;
  return room.unread_count + room.mention_count * 1_000_000;
}
