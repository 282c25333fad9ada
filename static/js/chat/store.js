// @ts-check
/** @import {HelloRoom, RoomEvent} from "./types.js" */
import { ChatState } from "./state.js";

/** How the server's events change what the page knows. */
export class Store extends ChatState {
  #hasGreeted = false;

  /** @param {any} event parsed JSON from the server: its shape is told by `type` */
  apply(event) {
    switch (event.type) {
      case "hello":
        return this.#greet(event.rooms);
      case "message":
        this.#settleOwn(event);
        return this.#sequenced(event);
      case "user_joined":
      case "user_left":
        return this.#sequenced(event);
      case "resumed":
        return this.#resumed(event);
      case "room_added":
        return this.putRoom({ ...event.room, is_member: true });
      case "room_removed":
        return this.#removed(event.room_id, event.reason);
      case "read_marker":
        return this.#mark(event);
      case "presence_update":
        return this.#presence(event.user_id, event.status);
      case "heartbeat":
        return this.#heartbeat(event.positions ?? {});
      case "error":
        return this.#problem(event);
      case "notification":
        return this.ask("notice", event);
    }
  }

  /** @param {HelloRoom[]} rooms */
  #greet(rooms) {
    this.sequence.releaseAll();
    let isStale = rooms.length !== this.rooms.filter((room) => room.is_member).length;
    for (const hello of rooms) {
      const at = this.position(hello.id);
      const isBehind = !at || at[0] !== hello.epoch || at[1] !== hello.seq;
      isStale ||= isBehind || !this.room(hello.id)?.is_member;
      this.book.adoptCounts(hello);
      if (!isBehind) continue;
      if (at && this.history(hello.id).isKept) this.askResume(hello.id);
      else this.sequence.set(hello.id, hello.epoch, hello.seq);
    }
    this.#presence(this.user.user_id, "online");
    if (this.#hasGreeted) this.#refreshMembers();
    this.#hasGreeted = true;
    if (isStale) this.ask("stale", {});
    this.changed("rooms");
  }

  /** Who came and went while the connection was down is not told by events. */
  #refreshMembers() {
    for (const room of this.rooms) {
      if (room.id === this.currentId) this.ask("members-stale", { roomId: room.id });
      else this.roster.drop(room.id);
    }
  }

  /** The stored form of one's own text is its acknowledgement, however late or repeated. @param {RoomEvent} event */
  #settleOwn({ message, room_id, seq }) {
    if (!message?.client_id || message.user_id !== this.user.user_id) return;
    this.history(room_id).upsert(message, seq, this.user.user_id);
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
    const roomId = event.room_id;
    if (event.type === "message" && event.message) {
      this.history(roomId).upsert(event.message, event.seq, this.user.user_id);
      this.book.count(event.message, this.reading === roomId);
      this.changed(`messages:${roomId}`);
    } else {
      this.#membership(event);
    }
    this.changed("rooms");
  }

  /** @param {RoomEvent} event */
  #membership(event) {
    if (event.type === "user_joined") this.roster.join(event);
    else this.roster.leave(event);
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
    for (const event of held) {
      if (event.seq > seq) this.#sequenced(event);
      else if (recovered) this.#upsert(event);
    }
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
    const last_read_message_id = Math.max(message_id ?? 0, this.room(room_id)?.last_read_message_id ?? 0);
    this.book.amend(room_id, { last_read_message_id, unread_count, mention_count });
    this.changed("rooms");
  }

  /** @param {string} userId @param {string} status */
  #presence(userId, status) {
    for (const roomId of this.roster.setStatus(userId, status)) this.changed(`members:${roomId}`);
  }

  /** @param {number} roomId @param {string} reason */
  #removed(roomId, reason) {
    const room = this.room(roomId);
    if (!room) return;
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
