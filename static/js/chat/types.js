// @ts-check
/**
 * @typedef {{user_id: string, username: string, display_name: string, role?: string, is_agent?: boolean}} User
 * @typedef {{id: number, username: string, display_name: string, content: string}} ReplyPreview
 * @typedef {{emoji: string, count: number, usernames: string[]}} Reaction
 * @typedef {{options: {text: string, count: number, usernames: string[]}[], multiple: boolean, closed_at: string | null}} Poll
 * @typedef {{
 *   id: number, room_id: number, seq: number, user_id: string, username: string, display_name: string,
 *   is_agent: boolean, content: string, html?: string, message_type: string, reply_to_id: number | null,
 *   reply_preview?: ReplyPreview | null, timestamp: string, client_id: string | null,
 *   mentions?: string[], edited_at?: string | null, is_deleted?: boolean, reactions?: Reaction[],
 *   pinned_at?: string | null, thread_id?: number, thread_count?: number, last_reply_at?: string, poll?: Poll
 * }} Message  with `thread_id` it belongs to that thread and not to the room's history
 * @typedef {{
 *   id: number, name: string, description: string | null, topic: string | null, icon: string | null,
 *   room_type: string, created_by: string, created_at: string, member_count: number,
 *   epoch: string | number, seq: number, is_member: boolean, role: string | null,
 *   unread_count: number, mention_count: number, last_read_message_id: number | null,
 *   last_message: Message | null, max_members: number, slow_mode: number, who_may_post: string,
 *   archived_at?: string | null,
 *   participants?: User[]
 * }} Room  `participants` are the others of a direct room
 * @typedef {{
 *   user_id: string, username: string, display_name: string, role: string, status: string,
 *   joined_at: string | null, last_seen: string | null, is_agent: boolean, text?: string, until?: string | null, muted_until?: string | null
 * }} Member  `text` is the status in their own words, `until` its end
 * @typedef {{status: string, text: string}} OwnStatus  offline while connected: invisible
 * @typedef {{user_id: string, status: string, text: string, until?: string | null}} PresentUser
 * @typedef {{level: string | null, muted_until: string | null}} RoomPreference
 * @typedef {{start: string, end: string, timezone: string} | null} DoNotDisturb
 * @typedef {{
 *   theme: string, density: string, clock: string, sounds: boolean, room_order: string, starred: number[],
 *   order: number[], level: string, do_not_disturb: DoNotDisturb, rooms: Record<string, RoomPreference | null>
 * }} PreferenceValues
 * @typedef {[string | number, number]} Position  epoch and seq
 * @typedef {{state: string, retryAt?: number}} ConnectionState
 * @typedef {{code: string, detail: string, retry_after?: number}} SendProblem
 * @typedef {{
 *   client_id: string, room_id: number, content: string, reply_to: number | null, order: number,
 *   created_at: string, failure: {code: string, detail: string} | null
 * }} OutboxEntry
 * @typedef {{
 *   key: string, id: number | null, own: boolean, author: User, text: string, html: string, mentions: string[], timestamp: string,
 *   system: boolean, reply: ReplyPreview | null, mentionsMe: boolean, reactions: Reaction[], poll: Poll | null, threadCount: number,
 *   isEdited: boolean, isDeleted: boolean, isPinned: boolean,
 *   status: "stored" | "sending" | "waiting" | "failed", failure: string, clientId: string | null
 * }} Row  one line of a timeline, pending or stored
 * @typedef {{
 *   user: User, limits: {text: number, name: number}, rooms: Room[], room_id: number | null,
 *   messages: Message[], has_more: boolean, members: Member[],
 *   preferences?: PreferenceValues,
 *   commands?: import("./commands.js").Command[]
 * }} Bootstrap
 * @typedef {{id: number, epoch: string | number, seq: number, unread_count: number, mention_count: number}} HelloRoom
 * @typedef {{
 *   type: string, room_id: number, seq: number, user_id?: string, message?: Message, change?: string,
 *   member?: Member, member_count?: number, room?: Partial<Room>
 * }} RoomEvent  a durable event: it carries the number of the change
 */
export {};
