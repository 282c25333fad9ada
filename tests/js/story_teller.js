// @ts-check
import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { connect } from "../../static/js/chat/connection.js";
import { Store } from "../../static/js/chat/store.js";
import { outbox } from "./chat_cast.js";

const FOLDER = new URL("stories/", import.meta.url);
const LIMITS = { text: 8000, name: 100 };

/**
 * The recorded stories, each with what the devices of its people heard: written by
 * `python -m tests.socket.stories --write`, which says what is in them.
 * @returns {{name: string, pool: any[], devices: any[]}[]}
 */
export function stories() {
  const files = readdirSync(FOLDER).sort();
  return files.map((name) => ({ name, ...JSON.parse(readFileSync(new URL(name, FOLDER), "utf-8")) }));
}

/** A connection of which the test writes down what is sent. */
class Wire extends EventTarget {
  /** @type {any[]} */
  sent = [];

  /** @param {any} command */
  send(command) {
    return this.sent.push(command) > 0;
  }

  /** @param {any} detail */
  bring(detail) {
    this.dispatchEvent(new CustomEvent("event", { detail }));
  }
}

/** A page of one device, which begins with what the server once said and then hears a story. */
export class Page {
  /** How often the counts of a room had to be asked for. */
  doubts = 0;
  #store;
  #wire = new Wire();
  #pool;
  #hasAll;
  #isStale = false;

  /**
   * @param {any[]} pool @param {any} state
   * @param {{hasAll: boolean}} options `hasAll`: all rooms of the reader are loaded, else the one in view
   */
  constructor(pool, state, { hasAll }) {
    this.#pool = pool;
    this.#hasAll = hasAll;
    const { room_id, preferences, messages, members } = state;
    const shown = { messages: this.#all(messages[room_id] ?? []), members: this.#all(members[room_id] ?? []) };
    const rooms = { rooms: this.#all(state.rooms), room_id, has_more: false };
    const box = outbox();
    const user = pool[state.user];
    this.#store = new Store({ user, limits: LIMITS, preferences, ...rooms, ...shown }, box, { schedule: () => undefined });
    connect(this.#store, box, /** @type {any} */ (this.#wire));
    for (const id of Object.keys(messages)) this.#open(Number(id), messages[id], members[id]);
    this.#online(state.online);
    this.#store.addEventListener("stale", () => (this.#isStale = true));
    this.#store.addEventListener("removed", (event) => {
      const { room, isReadable } = /** @type {CustomEvent} */ (event).detail;
      if (!isReadable && room.id === this.#store.currentId) this.#store.view(null);
    });
  }

  /** @param {[string, ...any]} step */
  async take([kind, ...what]) {
    switch (kind) {
      case "hear":
        return this.#wire.bring(this.#pool[what[0]]);
      case "ask":
        return this.#hasAsked(what[0]);
      case "rooms":
        return this.#meet(this.#all(what[0]));
      case "room":
        if (this.#isStale) this.#doubt(this.#pool[what[0]]);
        return;
      case "messages":
        return this.#open(what[0], what[1]);
      case "members":
        return this.#open(what[0], undefined, what[1]);
      case "online":
        return this.#online(what[0]);
    }
    throw new Error(`a step without a rule: ${kind}`);
  }

  /** All that the page knows. */
  get known() {
    const store = this.#store;
    this.#hasAsked({});
    assert.equal(this.#isStale, false, "asked for the rooms, and they were not told");
    const rooms = store.rooms.filter((room) => room.is_member || room.id === store.currentId);
    return {
      rooms: Object.fromEntries(rooms.map((room) => [room.id, this.#knownOf(room)])),
      unread: store.unreadTotal,
      threads: store.threads.count,
      preferences: store.preferences.now,
      status: store.ownStatus,
    };
  }

  /** @param {import("../../static/js/chat/types.js").Room} room */
  #knownOf({ seq, ...room }) {
    const store = this.#store;
    const isLoaded = this.#isLoaded(room.id);
    return {
      ...room,
      last_read_message_id: readTo(room),
      position: store.position(room.id),
      rows: isLoaded && store.rows(room.id),
      members: isLoaded && Object.fromEntries(store.members(room.id)?.map((one) => [one.username, one]) ?? []),
    };
  }

  /** @param {number} roomId */
  #isLoaded(roomId) {
    return this.#hasAll || roomId === this.#store.currentId;
  }

  /** Whether the page asked for what was missed in these rooms and no others. @param {Record<string, any>} positions */
  #hasAsked(positions) {
    const asked = this.#wire.sent.filter((command) => command.type === "resume");
    const expected = Object.entries(positions).filter(([id]) => this.#isLoaded(Number(id)));
    assert.deepEqual(Object.assign({}, ...asked.map((command) => command.positions)), Object.fromEntries(expected));
    this.#wire.sent = [];
  }

  /** The list that a page asks for after it was away; if it does not, it knows already. @param {any[]} rooms */
  #meet(rooms) {
    const toldOf = (/** @type {any[]} */ list) =>
      list.filter((room) => room.is_member).map((room) => [room.id, room.unread_count, room.mention_count, readTo(room)]);
    if (!this.#isStale) assert.deepEqual(toldOf(this.#store.rooms), toldOf(rooms));
    this.#store.setRooms(rooms);
    this.#isStale = false;
  }

  /** @param {any} room */
  #doubt(room) {
    this.doubts += 1;
    this.#store.putRoom(room);
    this.#isStale = false;
  }

  /** @param {number} roomId @param {number[]} [messages] @param {number[]} [members] */
  #open(roomId, messages, members) {
    if (!this.#isLoaded(roomId)) return;
    if (messages) this.#store.addPage(roomId, this.#all(messages), false);
    if (members) this.#store.setMembers(roomId, this.#all(members), this.#store.membersVersion(roomId));
  }

  /** @param {number[]} users */
  #online(users) {
    this.#store.setOnline(this.#all(users), this.#store.presenceVersion);
  }

  /** @param {number[]} numbers @returns {any[]} */
  #all(numbers) {
    return numbers.map((number) => this.#pool[number]);
  }
}

/** @param {any} room */
function readTo(room) {
  return room.last_read_message_id ?? 0;
}
