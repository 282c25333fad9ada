// @ts-check
/** @import {Message} from "../types.js" */

/** @typedef {{room_id: number, message_id: number, thread_id?: number}} Marker */

/**
 * How far to read so that none of these messages is unread: one marker for each room and each thread.
 * @param {Pick<Message, "id" | "room_id" | "thread_id">[]} messages
 * @returns {Marker[]}
 */
export function markersOf(messages) {
  /** @type {Map<string, Marker>} */
  const markers = new Map();
  for (const { id, room_id, thread_id } of messages) {
    const key = `${room_id}:${thread_id ?? ""}`;
    const message_id = Math.max(id, markers.get(key)?.message_id ?? 0);
    markers.set(key, { room_id, message_id, ...(thread_id && { thread_id }) });
  }
  return [...markers.values()];
}
