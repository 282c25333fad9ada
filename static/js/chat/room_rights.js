// @ts-check
/** @import {Member, Room, User} from "./types.js" */

/** @typedef {"invite" | "moderate" | "update" | "delete"} Action */
/** @typedef {{roles: string[], mute: boolean, kick: boolean, ban: boolean, handOver: boolean}} MemberRights */

/** @type {Record<string, number>} */
const RANK = { guest: 1, member: 2, moderator: 3, admin: 4, owner: 5 };
const SERVER_RANK = 6;
/** @type {Record<Action, number>} */
const NEEDED = { invite: RANK.guest, moderate: RANK.moderator, update: RANK.admin, delete: RANK.owner };
/** @type {Record<string, number>} */
const INVITE_NEEDED = { private: RANK.moderator, admin: RANK.admin };
/** @type {Record<string, number>} */
const POST_NEEDED = { moderators: RANK.moderator, admins: RANK.admin };
const GIVEN = ["admin", "moderator", "member"];

/**
 * Whether the reader may act in a room; the server has the last word.
 * @param {Room} room @param {User} user @param {Action} action
 */
export function may(room, user, action) {
  if (room.room_type === "direct") return false;
  const needed = action === "invite" ? (INVITE_NEEDED[room.room_type] ?? NEEDED.invite) : NEEDED[action];
  return rankIn(room, user) >= needed;
}

/** The members of the administrators' room follow from the roles of the accounts. @param {Room} room */
export function hasFixedMembers(room) {
  return room.room_type === "direct" || (room.room_type === "private" && room.created_by === "system");
}

/** @param {Room} room @param {User} user */
export function mayPost(room, user) {
  return room.is_member && !room.archived_at && rankIn(room, user) >= (POST_NEEDED[room.who_may_post] ?? 0);
}

/** Whether `@room` and `@here` mean anything when the reader writes them. @param {Room} room @param {User} user */
export function mayCallEverybody(room, user) {
  return room.is_member && (room.room_type !== "public" || rankIn(room, user) >= RANK.moderator);
}

/**
 * What the reader may do to a member, who must be of a lower rank.
 * @param {Room} room @param {Member} member @param {User} user
 * @returns {MemberRights}
 */
export function rightsOverMember(room, member, user) {
  const rank = rankIn(room, user);
  const isBelow = member.user_id !== user.user_id && rank > rankOf(member.role);
  const rules = isBelow && may(room, user, "update");
  const isOpen = !hasFixedMembers(room);
  const mayGive = (/** @type {string} */ role) =>
    role !== member.role && rank >= (role === "admin" ? RANK.owner : RANK[role] + 1);
  return {
    roles: rules && !member.is_agent ? GIVEN.filter(mayGive) : [],
    mute: isBelow && may(room, user, "moderate"),
    kick: isBelow && isOpen && may(room, user, "moderate"),
    ban: rules && isOpen,
    handOver: rules && rank >= RANK.owner && !member.is_agent,
  };
}

/**
 * Whether the reader, who is in the room, is its only owner, and who could own it, the highest first.
 * @param {Room} room @param {Member[]} members
 */
export function heirsOf(room, members) {
  const isLastOwner = room.role === "owner" && members.filter((member) => member.role === "owner").length < 2;
  const heirs = members
    .filter((member) => !["owner", "guest"].includes(member.role) && !member.is_agent)
    .sort((a, b) => RANK[b.role] - RANK[a.role] || a.display_name.localeCompare(b.display_name));
  return { isLastOwner, heirs };
}

/** @param {string | null} role in a room @returns {number} the higher, the more they may do */
export function rankOf(role) {
  return RANK[role ?? ""] ?? 0;
}

/** @param {User} user */
export function runsServer({ role }) {
  return role === "owner" || role === "admin";
}

/** Those who run the server act above the owner in rooms that are not private. @param {Room} room @param {User} user */
function rankIn(room, user) {
  if (runsServer(user) && (room.room_type === "public" || room.room_type === "admin")) return SERVER_RANK;
  return rankOf(room.role);
}
