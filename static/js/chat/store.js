// @ts-check
/** @import {HelloRoom, Message, PreferenceValues, PresentUser, Room, RoomEvent} from "./types.js" */
import { isPreviewed } from "./room_counts.js";
import { ChatState } from "./state.js";

/** How the server's events change what the page knows. */
export class Store extends ChatState {
  #hasGreeted = false;
  /** How many presences were told, and the number of each user's last one. */
  #presences = 0;
  /** @type {Map<string, number>} */
  #presenceOf = new Map();

  /** @param {any} event parsed JSON from the server: its shape is told by `type` */
  apply(event) {
    switch (event.type) {
      case "hello":
        return this.#greet(event);
      case "hello_rooms":
        if (this.#meetRooms(event.rooms)) this.ask("stale", {});
        return this.changed("rooms");
      case "message":
        this.#settleOwn(event);
        return this.#sequenced(event);
      case "message_updated":
      case "user_joined":
      case "user_left":
      case "member_updated":
      case "room_updated":
        return this.#sequenced(event);
      case "resumed":
        return this.#resumed(event);
      case "room_added":
        return this.#added(event.room);
      case "room_removed":
        return this.#removed(event.room_id, event.reason);
      case "read_marker":
        return this.#mark(event);
      case "thread_marker":
        this.threads.take(event);
        return this.changed("threads");
      case "preferences_updated":
        return this.preferences.take(event.preferences);
      case "presence_update":
        return this.#presence(event);
      case "presence_diff":
        for (const user of event.users) this.#presence(user);
        return;
      case "typing_indicator":
        return this.setTyping(event.room_id, event.users);
      case "heartbeat":
        return this.#heartbeat(event.positions ?? {});
      case "error":
        return this.#problem(event);
      case "notification":
        return this.ask("notice", event);
    }
  }

  /**
   * Of many rooms the rest comes right behind, in `hello_rooms`, and preferences that name many in `preferences_updated`.
   * @param {{rooms: HelloRoom[], more_rooms?: number, threads?: import("./thread_book.js").ThreadMark[], preferences?: PreferenceValues | null}} hello
   */
  #greet({ rooms, more_rooms = 0, threads = [], preferences }) {
    this.sequence.releaseAll();
    this.threads.replace(threads);
    this.changed("threads");
    if (preferences) this.preferences.take(preferences);
    const isAnother = rooms.length + more_rooms !== this.rooms.filter((room) => room.is_member).length;
    const isStale = this.#meetRooms(rooms) || isAnother;
    const isAgain = this.#hasGreeted;
    if (isAgain) this.#forgetMembers();
    this.#hasGreeted = true;
    if (isStale) this.ask("stale", {});
    this.changed("rooms");
    this.ask("greeted", { isAgain });
  }

  /** @param {HelloRoom[]} rooms @returns {boolean} whether the rooms have to be asked for again */
  #meetRooms(rooms) {
    let isStale = false;
    for (const hello of rooms) {
      const at = this.position(hello.id);
      const isBehind = !at || at[0] !== hello.epoch || at[1] !== hello.seq;
      const isOther = this.book.adoptCounts(hello);
      isStale ||= isBehind || isOther || !this.room(hello.id)?.is_member;
      if (!isBehind) continue;
      if (at && this.history(hello.id).isKept) this.askResume(hello.id);
      else this.sequence.set(hello.id, hello.epoch, hello.seq);
    }
    return isStale;
  }

  /** How many presences were told so far: taken before asking who is online. */
  get presenceVersion() {
    return this.#presences;
  }

  /**
   * Takes the answer to "who is online", but for those of whom something newer was told meanwhile.
   * @param {PresentUser[]} users @param {number} version
   */
  setOnline(users, version) {
    const self = this.user.user_id;
    const isInvisible = users.every((user) => user.user_id !== self);
    const hidden = { user_id: self, status: "offline", text: this.ownStatus.text };
    for (const user of isInvisible ? [...users, hidden] : users) {
      if ((this.#presenceOf.get(user.user_id) ?? 0) <= version) this.#show(user);
    }
  }

  /** Who came and went while the connection was down is not told by events; those in view stay until they are asked for. */
  #forgetMembers() {
    for (const { id } of this.rooms) if (id !== this.currentId) this.roster.drop(id);
  }

  /** The stored form of one's own text is its acknowledgement, however late or repeated. @param {RoomEvent} event */
  #settleOwn({ message, room_id, seq }) {
    if (!message?.client_id || message.user_id !== this.user.user_id) return;
    if (!message.thread_id) this.history(room_id).upsert(message, seq, this.user.user_id);
    this.outbox.acknowledge(message.client_id);
    this.changed(`messages:${room_id}`);
  }

  /** @param {RoomEvent} event */
  #sequenced(event) {
    switch (this.sequence.admit(event)) {
      case "apply":
        return this.#upsert(event);
      case "gap":
        return this.ask("gap", { roomId: event.room_id });
      case "unknown":
        return this.ask("stale", {});
    }
  }

  /** @param {RoomEvent} event */
  #upsert(event) {
    if (event.message) this.#messages(event.room_id, [event]);
    else this.#change(event);
    this.changed("rooms");
  }

  /** What is said in threads is no part of the room's history. @param {number} roomId @param {RoomEvent[]} all in order of change */
  #messages(roomId, all) {
    const events = all.filter((event) => !event.message?.thread_id);
    for (const event of all) if (event.message?.thread_id) this.ask("thread", event);
    if (!events.length) return;
    const history = this.history(roomId);
    /** @type {Map<number, Message>} */
    const before = new Map();
    for (const { type, seq, message } of events) {
      if (!message) continue;
      const known = history.find(message.id);
      if (known && !before.has(message.id)) before.set(message.id, known);
      if (type === "message") history.upsert(message, seq, this.user.user_id);
      else history.update(message, seq, this.user.user_id);
    }
    const previous = () => history.newest(isPreviewed);
    const isBeingRead = this.reading === roomId;
    if (!this.book.settle(roomId, events, { isBeingRead, before, previous })) this.ask("stale", {});
    this.changed(`messages:${roomId}`);
  }

  /** What is shared of a room says nothing of the reader: that stays. @param {RoomEvent} event */
  #change(event) {
    if (event.type !== "room_updated") return this.#membership(event);
    this.book.amend(event.room_id, event.room ?? {});
    const room = this.room(event.room_id);
    // It was public: who only looked on sees no more of it.
    if (room && !room.is_member && room.room_type === "private") this.#removed(room.id, "private");
  }

  /** @param {RoomEvent} event */
  #membership(event) {
    const { member } = event;
    if (event.type === "user_left") this.roster.leave(event);
    else this.roster.join(event);
    if (event.type === "member_updated" && member?.user_id === this.user.user_id) {
      this.book.amend(event.room_id, { role: member.role });
    }
    if (event.member_count !== undefined) this.book.amend(event.room_id, { member_count: event.member_count });
    this.changed(`members:${event.room_id}`);
  }

  /** @param {{room_id: number, recovered: boolean, epoch: string | number, seq: number}} event */
  #resumed({ room_id, recovered, epoch, seq }) {
    const held = this.sequence.finish(room_id, epoch, seq);
    if (!recovered) {
      this.dropHistory(room_id);
      this.ask("reload", { roomId: room_id });
    }
    const missed = recovered ? held.filter((event) => event.seq <= seq) : [];
    const messages = missed.filter((event) => event.message);
    // Together: what changed last of a message may come before what is older than that.
    if (messages.length) this.#messages(room_id, messages);
    for (const event of missed) if (!event.message) this.#change(event);
    if (missed.length) this.changed("rooms");
    for (const event of held) if (event.seq > seq) this.#sequenced(event);
  }

  /** @param {Record<string, number>} positions */
  #heartbeat(positions) {
    for (const [id, seq] of Object.entries(positions)) {
      const at = this.position(Number(id));
      if (at && seq > at[1]) this.askResume(Number(id));
    }
  }

  /** @param {{room_id: number, message_id: number, unread_count: number, mention_count: number}} event */
  #mark({ room_id, message_id, unread_count, mention_count }) {
    this.book.amend(room_id, { last_read_message_id: message_id, unread_count, mention_count });
    this.changed("rooms");
  }

  /** @param {PresentUser} event */
  #presence(event) {
    this.#presences += 1;
    this.#presenceOf.set(event.user_id, this.#presences);
    this.#show(event);
  }

  /** @param {PresentUser} user */
  #show({ user_id, status, text = "", until = null }) {
    for (const roomId of this.roster.setPresence(user_id, status, text, until)) this.changed(`members:${roomId}`);
    if (user_id !== this.user.user_id) return;
    this.ownStatus = { status, text };
    this.changed("own-status");
  }

  /** @param {Room} room */
  #added(room) {
    this.putRoom({ ...room, is_member: true });
    // The event does not name the people of a direct room.
    if (room.room_type === "direct" && !room.participants?.length) this.ask("stale", {});
  }

  /** @param {number} roomId @param {string} reason */
  #removed(roomId, reason) {
    const room = this.room(roomId);
    if (!room) return;
    this.threads.forget(roomId);
    this.changed("threads");
    if (room.room_type === "public" && reason !== "deleted") {
      this.book.amend(roomId, { is_member: false, role: null, unread_count: 0, mention_count: 0 });
      this.ask("removed", { room: this.room(roomId), reason, isReadable: true });
    } else {
      this.book.remove(roomId);
      this.forget(room, reason);
    }
    this.changed("rooms");
  }

  /** @param {{code: string, detail: string, client_id?: string, retry_after?: number}} event */
  #problem(event) {
    if (event.client_id) this.outbox.fail(event.client_id, event);
    else this.ask("notice", { level: "error", text: event.detail });
  }
}
