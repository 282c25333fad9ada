// @ts-check
/** @import {Message, OutboxEntry, Row, User} from "./types.js" */
/** @import {History} from "./history.js" */
import { mentionsUser } from "./room_counts.js";

/**
 * The lines of a room: stored ones, then those the server has not confirmed. A pending line and its
 * stored form have the same key, so the view replaces one by the other in place.
 * @param {History} history @param {OutboxEntry[]} entries @param {User} user
 * @param {{piece?: {from: number, to: number}, isSending?: boolean}} [options] the piece of the stored ones that
 *   is wanted: the others stand after the very last; whether those leave now
 * @returns {Row[]}
 */
export function rowsOf(history, entries, user, { piece, isSending = true } = {}) {
  const { from, to } = piece ?? { from: 0, to: history.messages.length };
  const stored = history.messages.slice(from, to).map((message) => storedRow(message, user));
  if (to < history.messages.length) return stored;
  const pending = entries.filter((entry) => !history.holds(entry.client_id));
  return stored.concat(pending.map((entry) => pendingRow(entry, user, history, isSending)));
}

/** @param {Message} message @param {User} user @returns {Row} */
export function storedRow(message, user) {
  const own = message.user_id === user.user_id;
  return {
    key: own && message.client_id ? `own:${message.client_id}` : `id:${message.id}`,
    id: message.id,
    own,
    author: message,
    text: message.content,
    html: message.html ?? "",
    mentions: message.mentions ?? [],
    timestamp: message.timestamp,
    system: message.message_type === "system",
    reply: message.reply_preview ?? null,
    mentionsMe: !own && mentionsUser(message, user),
    reactions: message.reactions ?? [],
    poll: message.poll ?? null,
    threadCount: message.thread_count ?? 0,
    isEdited: Boolean(message.edited_at) && !message.is_deleted,
    isDeleted: Boolean(message.is_deleted),
    isPinned: Boolean(message.pinned_at) && !message.is_deleted,
    status: "stored",
    failure: "",
    clientId: message.client_id,
  };
}

/** @param {OutboxEntry} entry @param {User} user @param {History} history @param {boolean} isSending @returns {Row} */
function pendingRow(entry, user, history, isSending) {
  return {
    key: `own:${entry.client_id}`,
    id: null,
    own: true,
    author: user,
    text: entry.content,
    html: "",
    mentions: [],
    timestamp: entry.created_at,
    system: false,
    reply: (entry.reply_to !== null && history.find(entry.reply_to)) || null,
    mentionsMe: false,
    reactions: [],
    poll: null,
    threadCount: 0,
    isEdited: false,
    isDeleted: false,
    isPinned: false,
    status: entry.failure ? "failed" : isSending ? "sending" : "waiting",
    failure: entry.failure?.detail ?? "",
    clientId: entry.client_id,
  };
}
