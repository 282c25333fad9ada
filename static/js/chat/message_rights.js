// @ts-check
/** @import {Message, Room, User} from "./types.js" */

/** @typedef {{react: boolean, reply: boolean, edit: boolean, copy: boolean, delete: boolean, edits: boolean}} Rights */

const MODERATORS = new Set(["owner", "admin", "moderator"]);
const SERVER_ADMINS = new Set(["owner", "admin"]);

/**
 * What the reader may do with a message; the server has the last word.
 * @param {Room} room @param {Message} message @param {User} user
 * @returns {Rights}
 */
export function rightsOver(room, message, user) {
  const isThere = !message.is_deleted && message.message_type !== "system";
  const canPost = isThere && room.is_member;
  const isOwn = message.user_id === user.user_id;
  return {
    react: canPost,
    reply: canPost,
    edit: canPost && isOwn,
    copy: isThere,
    delete: canPost && (isOwn || moderates(room, user)),
    edits: isThere && Boolean(message.edited_at),
  };
}

/** @param {Room} room @param {User} user */
function moderates(room, user) {
  if (room.room_type === "direct") return false;
  if (MODERATORS.has(room.role ?? "")) return true;
  return room.room_type !== "private" && SERVER_ADMINS.has(user.role ?? "");
}
