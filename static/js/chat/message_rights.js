// @ts-check
/** @import {Message, Room, User} from "./types.js" */
import { may, mayPost } from "./room_rights.js";

/**
 * @typedef {{
 *   react: boolean, reply: boolean, edit: boolean, copy: boolean, delete: boolean, edits: boolean,
 *   link: boolean, unread: boolean, thread: boolean
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
  };
}
