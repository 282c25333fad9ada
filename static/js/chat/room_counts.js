// @ts-check
/** @import {Message, Room, User} from "./types.js" */

const COUNTED_TYPES = new Set(["text", "file"]);

/** @typedef {{change: Partial<Room>, isExact: boolean}} Counted  not exact: the server has to be asked */

/** @param {Message} message @param {User} user */
export function mentionsUser(message, user) {
  return (message.mentions ?? []).some((name) => name === user.username || name === "room" || name === "here");
}

/** Whether a room's line in the list shows it. @param {Message} message */
export function isPreviewed(message) {
  return !message.is_deleted && message.message_type !== "system";
}

/**
 * What a message that is new to the room does to its counts and preview; the reader's own message
 * reads all before it.
 * @param {Room} room @param {Message} message @param {User} user @param {boolean} isBeingRead
 * @returns {Counted}
 */
export function afterNew(room, message, user, isBeingRead) {
  if (message.message_type === "system") return { change: {}, isExact: true };
  const preview = message.is_deleted ? {} : { last_message: message };
  // @here counts for those who were present: only the server knows.
  const isExact = isBeingRead || !message.mentions?.includes("here");
  return { change: { ...preview, ...countsAfterNew(room, message, user, isBeingRead) }, isExact };
}

/**
 * @param {Room} room @param {Message} message @param {User} user @param {boolean} isBeingRead
 * @returns {Partial<Room>}
 */
function countsAfterNew(room, message, user, isBeingRead) {
  if (!room.is_member) return {};
  if (message.user_id === user.user_id) {
    return { unread_count: 0, mention_count: 0, last_read_message_id: message.id };
  }
  if (!isUnread(room, message, user) || message.is_deleted || isBeingRead) return {};
  const mentions = mentionsUser(message, user) ? 1 : 0;
  return { unread_count: room.unread_count + 1, mention_count: room.mention_count + mentions };
}

/**
 * What an edit, a deletion or a reaction does to them.
 * @param {Room} room @param {Message} message @param {User} user
 * @param {{before: Message | undefined, previous: () => Message | null | undefined, isRewritten: boolean}} known
 *   `before`: the message as it was; `previous`: the newest message that is left; `isRewritten`: edited or deleted
 * @returns {Counted}
 */
export function afterChange(room, message, user, { before, previous, isRewritten }) {
  /** @type {Partial<Room>} */
  const change = {};
  let isExact = true;
  if (room.last_message?.id === message.id) {
    const shown = message.is_deleted ? previous() : message;
    if (shown !== undefined) change.last_message = shown;
    else isExact = false;
  }
  if (!isRewritten || !isUnread(room, message, user) || before?.is_deleted) return { change, isExact };
  if (message.is_deleted) change.unread_count = Math.max(0, room.unread_count - 1);
  const mentions = mentionsUser(message, user) ? 1 : 0;
  if (before) {
    const earlier = mentionsUser(before, user) ? 1 : 0;
    change.mention_count = Math.max(0, room.mention_count + mentions - earlier);
  } else {
    isExact &&= room.mention_count + mentions === 0;
  }
  return { change, isExact };
}

/** @param {Room} room @param {Message} message @param {User} user */
function isUnread(room, message, user) {
  const isCounted = COUNTED_TYPES.has(message.message_type) && message.user_id !== user.user_id;
  return room.is_member && isCounted && message.id > (room.last_read_message_id ?? 0);
}
