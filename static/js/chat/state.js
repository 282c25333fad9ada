// @ts-check
/** @import {Bootstrap, ConnectionState, Member, Message, OwnStatus, Room} from "./types.js" */
import { History } from "./history.js";
import { Preferences } from "./preferences.js";
import { RoomBook } from "./room_book.js";
import { mutedUntil } from "./room_mute.js";
import { Roster } from "./roster.js";
import { rowsOf } from "./rows.js";
import { Sequence } from "./sequence.js";
import { ThreadBook } from "./thread_book.js";
import { Typists } from "./typists.js";

/**
 * What the chat page knows and how it is loaded. Listeners hear what changed: `rooms`, `messages:ID`,
 * `members:ID`, `current`, `connection`, `typing`, `own-status`, `threads`; and what the page should do: `gap` (send
 * a resume), `reload` (load a room afresh), `stale` (ask for the rooms again), `members-stale`,
 * `typing-stale`, `greeted`, `removed`, `thread`, `notice`.
 */
export class ChatState extends EventTarget {
  book;
  roster = new Roster();
  sequence = new Sequence();
  threads = new ThreadBook();
  outbox;
  /** @type {Map<number, History>} */
  #histories = new Map();
  /** The room whose end is before the reader's eyes. @type {number | null} */
  reading = null;
  /** @type {number | null} */
  currentId = null;
  /** The rooms that were in view, the latest first. @type {number[]} */
  visits = [];
  /** @type {ConnectionState} */
  connection = { state: "connecting" };
  hasNetwork = true;
  /** @type {OwnStatus} */
  ownStatus = { status: "online", text: "" };
  typists;

  /**
   * @param {Bootstrap} bootstrap @param {import("./outbox.js").Outbox} outbox
   * @param {{schedule?: (run: () => void, ms: number) => unknown}} [options]
   */
  constructor(bootstrap, outbox, { schedule = (run, ms) => setTimeout(run, ms) } = {}) {
    super();
    this.typists = new Typists({ expired: (roomId) => this.#typingExpired(roomId), schedule });
    this.user = bootstrap.user;
    this.limits = bootstrap.limits;
    this.commands = bootstrap.commands ?? [];
    this.preferences = new Preferences(bootstrap.preferences);
    this.outbox = outbox;
    this.book = new RoomBook(bootstrap.user);
    this.setRooms(bootstrap.rooms);
    const roomId = bootstrap.room_id;
    if (roomId === null) return;
    this.currentId = roomId;
    this.visits = [roomId];
    this.history(roomId).merge(bootstrap.messages, bootstrap.has_more, this.user.user_id);
    this.roster.set(roomId, bootstrap.members);
    // "offline" may only mean that this page has no connection yet.
    const own = bootstrap.members.find((member) => member.user_id === this.user.user_id);
    if (own && own.status !== "offline") this.ownStatus.status = own.status;
  }

  get rooms() {
    return this.book.all;
  }

  /** Of the rooms that are not muted. */
  get unreadTotal() {
    const preferences = this.preferences.now;
    return this.rooms
      .filter((room) => room.is_member && mutedUntil(preferences, room.id) === null)
      .reduce((total, room) => total + room.unread_count, 0);
  }

  /** @returns {Room | undefined} */
  get current() {
    return this.book.get(this.currentId);
  }

  /** @param {number | null} roomId */
  room(roomId) {
    return this.book.get(roomId);
  }

  /** @param {number} roomId */
  members(roomId) {
    return this.roster.of(roomId);
  }

  /** @param {number} roomId */
  membersVersion(roomId) {
    return this.roster.version(roomId);
  }

  /** @param {number} roomId @returns {History} */
  history(roomId) {
    const history = this.#histories.get(roomId) ?? new History();
    this.#histories.set(roomId, history);
    return history;
  }

  /** Stored and pending lines, oldest first, or a piece of them. @param {number} roomId @param {{from: number, to: number}} [piece] */
  rows(roomId, piece) {
    return rowsOf(this.history(roomId), this.outbox.entries(roomId), this.user, { piece, isSending: this.isSending });
  }

  /** Whether what is written leaves now. */
  get isSending() {
    return this.connection.state === "open" && this.hasNetwork;
  }

  /** @param {number} roomId */
  position(roomId) {
    return this.sequence.at(roomId);
  }

  /** @param {number | null} roomId */
  view(roomId) {
    // A room is entered at its end.
    if (this.currentId !== null && this.history(this.currentId).hasAfter) this.#histories.delete(this.currentId);
    this.currentId = roomId;
    if (roomId !== null) this.visits = [roomId, ...this.visits.filter((id) => id !== roomId)];
    this.changed("current");
  }

  /** @param {ConnectionState} connection */
  setConnection(connection) {
    this.connection = connection;
    if (connection.state !== "open") this.typists.clear();
    this.changed("connection");
    this.changed("typing");
  }

  /** @param {boolean} hasNetwork */
  setNetwork(hasNetwork) {
    this.hasNetwork = hasNetwork;
    this.changed("connection");
  }

  /** @param {Room[]} rooms */
  setRooms(rooms) {
    for (const gone of this.book.replace(rooms)) this.forget(gone, "gone");
    for (const room of rooms) this.#meet(room);
    this.changed("rooms");
  }

  /** @param {Room} room */
  putRoom(room) {
    this.book.put(room);
    this.#meet(room);
    this.changed("rooms");
  }

  /** @param {number} roomId @param {Message[]} messages @param {boolean} hasMore */
  addPage(roomId, messages, hasMore) {
    this.history(roomId).merge(messages, hasMore, this.user.user_id);
    this.changed(`messages:${roomId}`);
  }

  /** @param {number} roomId @param {Message[]} messages @param {boolean} hasMore */
  addNewer(roomId, messages, hasMore) {
    this.history(roomId).mergeAfter(messages, hasMore, this.user.user_id);
    this.changed(`messages:${roomId}`);
  }

  /** @param {number} roomId @param {Message[]} messages @param {{hasBefore: boolean, hasAfter: boolean}} around */
  restart(roomId, messages, around) {
    this.history(roomId).restart(messages, around, this.user.user_id);
    this.changed(`messages:${roomId}`);
  }

  /** @param {number} roomId @param {"loading" | "failed"} state */
  setHistoryState(roomId, state) {
    this.history(roomId).state = state;
    this.changed(`messages:${roomId}`);
  }

  /** @param {number} roomId @param {Member[]} members @param {number} version */
  setMembers(roomId, members, version) {
    if (!this.roster.set(roomId, members, version)) return false;
    this.book.amend(roomId, { member_count: members.length });
    this.changed(`members:${roomId}`);
    this.changed("rooms");
    return true;
  }

  /** @param {number} roomId @param {boolean} hasFailed else they are being loaded */
  setMembersFailed(roomId, hasFailed) {
    this.roster.setFailed(roomId, hasFailed);
    this.changed(`members:${roomId}`);
  }

  /** @param {number} roomId @param {string[]} usernames of all who type there */
  setTyping(roomId, usernames) {
    this.typists.set(roomId, usernames.filter((name) => name !== this.user.username));
    this.changed("typing");
  }

  /** Asks once for what a room is missing. @param {number} roomId */
  askResume(roomId) {
    if (this.sequence.hold(roomId)) this.ask("gap", { roomId });
  }

  /** @param {number} roomId */
  dropHistory(roomId) {
    this.#histories.delete(roomId);
    this.roster.drop(roomId);
  }

  /** @param {Room} room @param {string} reason */
  forget(room, reason) {
    this.sequence.forget(room.id);
    this.dropHistory(room.id);
    this.ask("removed", { room, reason, isReadable: false });
  }

  /** @param {string} topic */
  changed(topic) {
    this.dispatchEvent(new Event(topic));
  }

  /** @param {string} what @param {object} detail */
  ask(what, detail) {
    this.dispatchEvent(new CustomEvent(what, { detail }));
  }

  /** Elsewhere nobody looks; here one who goes on typing may not have been told again. @param {number} roomId */
  #typingExpired(roomId) {
    if (roomId === this.currentId) this.ask("typing-stale", { roomId });
    else this.setTyping(roomId, []);
  }

  /** Takes the room's position, or asks for the difference when its messages are shown already. @param {Room} room */
  #meet(room) {
    const at = this.position(room.id);
    if (at && at[0] === room.epoch && at[1] >= room.seq) return;
    if (at && this.history(room.id).isKept) this.askResume(room.id);
    else if (!this.sequence.isResuming(room.id)) this.sequence.set(room.id, room.epoch, room.seq);
  }
}
