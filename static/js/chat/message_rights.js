// @ts-check
/** @import {Message, Room, User} from "./types.js" */
import { may, mayPost } from "./room_rights.js";

/**
 * @typedef {{
 *   react: boolean, reply: boolean, edit: boolean, copy: boolean, delete: boolean, edits: boolean,
 *   link: boolean, unread: boolean, thread: boolean, pin: boolean, unpin: boolean, profile: boolean
 * }} Rights
 */

/**
 * What the reader may do with a message; the server has the last word.
 * @param {Room} room @param {Message} message @param {User} user
 * @returns {Rights}
 */
export function rightsOver(room, message, user) {
  const isThere = !message.is_deleted && message.message_type !== "system";
  const canPost = isThere && room.is_member;
  const isOwn = message.user_id === user.user_id;
  const mayPin = canPost && !message.thread_id && (room.room_type === "direct" || may(room, user, "moderate"));
  return {
    react: canPost,
    reply: canPost && mayPost(room, user),
    thread: isThere || Boolean(message.thread_count),
    edit: canPost && isOwn,
    copy: isThere,
    link: isThere,
    unread: canPost && !isOwn,
    delete: canPost && (isOwn || may(room, user, "moderate")),
    edits: isThere && Boolean(message.edited_at),
    pin: mayPin && !message.pinned_at,
    unpin: mayPin && Boolean(message.pinned_at),
    profile: message.message_type !== "system",
  };
}

/**
 * The same for a message that is shown beside the room, among those of its thread.
 * @param {Room} room @param {Message} message @param {User} user @param {{isThread: boolean}} place
 * @returns {Rights}
 */
export function rightsIn(room, message, user, { isThread }) {
  const rights = rightsOver(room, message, user);
  return isThread ? { ...rights, reply: false, thread: false, unread: false } : rights;
}
