// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Message, PresentUser, Room, User} from "./types.js" */
import { request } from "../lib/http.js";

const PAGE = 50;
const LONGEST_PAGE = 200;
/** Milliseconds for each member of a room, and in all, in which the pages of a room ask who is there after a restart. */
const A_MEMBER = 25;
const LONGEST_TURN = 60_000;

/** Asks the server for what the store lacks. */
export class Loader {
  #store;
  /** @type {Set<string>} what is being asked for */
  #underWay = new Set();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#on("greeted", ({ isAgain }) => (isAgain ? this.#peopleInTurn() : this.online()));
    this.#on("greeted", () => this.#whatFailed());
    this.#on("stale", () => this.rooms());
    this.#on("members-stale", ({ roomId }) => this.members(roomId));
    this.#on("typing-stale", ({ roomId }) => this.#typing(roomId));
    this.#on("reload", ({ roomId }) => {
      this.rooms();
      if (roomId === store.currentId) this.open(roomId);
    });
  }

  async rooms() {
    await this.#once("rooms", async () => this.#store.setRooms((await request("GET", "/api/rooms")).rooms));
  }

  /** @param {number} roomId @returns {Promise<Room | null>} null when one may not see it */
  async room(roomId) {
    try {
      this.#store.putRoom((await request("GET", `/api/rooms/${roomId}`)).room);
    } catch {
      return null;
    }
    return this.#store.room(roomId) ?? null;
  }

  /** @param {number} roomId @param {number} messageId @returns {Promise<{message: Message | null} | null>} null: no answer */
  async message(roomId, messageId) {
    /** @type {Message[]} */
    let found = [];
    const went = await this.#once(`message:${messageId}`, async () => {
      found = (await this.#messages(roomId, `limit=1&after_id=${messageId - 1}`)).messages;
    });
    return went ? { message: found.find(({ id }) => id === messageId) ?? null } : null;
  }

  /** Loads what the view of a room needs and has not yet. @param {number} roomId */
  open(roomId) {
    const store = this.#store;
    const history = store.history(roomId);
    if (!history.isKept) this.#firstPage(roomId);
    else if (!store.room(roomId)?.is_member) store.askResume(roomId);
    if (!store.members(roomId)) this.members(roomId);
  }

  /** @param {number} roomId @returns {Promise<boolean>} whether it went well */
  older(roomId) {
    return this.#once(`older:${roomId}`, () => this.#olderPage(roomId, PAGE));
  }

  /**
   * Loads where the reader had stopped: all from there on if that is not much, else what stands around it.
   * @param {number} roomId @returns {Promise<boolean>}
   */
  unread(roomId) {
    const { unread_count = 0, last_read_message_id: readTo = 0 } = this.#store.room(roomId) ?? {};
    if (unread_count > LONGEST_PAGE) return this.around(roomId, (readTo ?? 0) + 1);
    return this.#once(`older:${roomId}`, () => this.#olderPage(roomId, LONGEST_PAGE));
  }

  /** @param {number} roomId @returns {Promise<boolean>} */
  newer(roomId) {
    return this.#once(`newer:${roomId}`, async () => {
      const { newestId } = this.#store.history(roomId);
      const { messages, has_more } = await this.#messages(roomId, `limit=${PAGE}&after_id=${newestId}`);
      const isAdjoining = this.#store.history(roomId).newestId === newestId;
      if (isAdjoining) this.#store.addNewer(roomId, messages, has_more);
    });
  }

  /** Loads what stands around a message instead of what is loaded. @param {number} roomId @param {number} messageId */
  around(roomId, messageId) {
    return this.#place(roomId, `around_id=${messageId}`);
  }

  /** The same for the first message since a moment. @param {number} roomId @param {string} moment */
  since(roomId, moment) {
    return this.#place(roomId, `around_time=${encodeURIComponent(moment)}`);
  }

  /** Goes back to the end of a room. @param {number} roomId */
  latest(roomId) {
    return this.#once(`latest:${roomId}`, async () => {
      const page = await this.#messages(roomId, `limit=${PAGE}`);
      this.#store.restart(roomId, page.messages, { hasBefore: page.has_more, hasAfter: false });
    });
  }

  /** Who is there now, and what they say of it. @returns {Promise<(User & PresentUser)[]>} */
  async online() {
    /** @type {(User & PresentUser)[]} */
    let users = [];
    await this.#once("online", async () => {
      const version = this.#store.presenceVersion;
      users = (await request("GET", "/api/users/online")).users;
      this.#store.setOnline(users, version);
    });
    return users;
  }

  /** @param {number} roomId */
  async #typing(roomId) {
    /** @type {string[]} */
    let users = [];
    await this.#once(`typing:${roomId}`, async () => {
      users = (await request("GET", `/api/rooms/${roomId}/typing`)).users;
    });
    this.#store.setTyping(roomId, users);
  }

  /** @param {number} roomId */
  async members(roomId) {
    let isCurrent = false;
    while (!isCurrent) {
      const version = this.#store.membersVersion(roomId);
      if (this.#underWay.has(`members:${roomId}`)) return;
      this.#store.setMembersFailed(roomId, false);
      const isLoaded = await this.#once(`members:${roomId}`, async () => {
        const { members } = await request("GET", `/api/rooms/${roomId}/members`);
        isCurrent = this.#store.setMembers(roomId, members, version);
      });
      if (!isLoaded) return this.#store.setMembersFailed(roomId, true);
    }
  }

  /** A room that was entered without a connection is loaded once there is one. */
  #whatFailed() {
    const roomId = this.#store.currentId;
    if (roomId === null) return;
    const isLacking = this.#store.history(roomId).state === "failed" || !this.#store.members(roomId);
    if (isLacking) this.open(roomId);
  }

  /** After a restart all pages of a room come back at once: the more they are, the longer they take to ask who is there. */
  #peopleInTurn() {
    const roomId = this.#store.currentId;
    const members = (roomId && this.#store.members(roomId)?.length) || 0;
    const ask = () => {
      this.online();
      if (roomId) this.members(roomId);
    };
    setTimeout(ask, Math.random() * Math.min(LONGEST_TURN, members * A_MEMBER));
  }

  /** @param {number} roomId */
  async #firstPage(roomId) {
    this.#store.setHistoryState(roomId, "loading");
    const isWaiting = () => this.#store.history(roomId).state === "loading";
    const isLoaded = await this.#once(`page:${roomId}`, async () => {
      const { messages, has_more } = await this.#messages(roomId, `limit=${PAGE}`);
      if (isWaiting()) this.#store.addPage(roomId, messages, has_more);
    });
    if (!isLoaded && isWaiting()) this.#store.setHistoryState(roomId, "failed");
  }

  /** @param {number} roomId @param {string} query @returns {Promise<boolean>} */
  #place(roomId, query) {
    return this.#once(`place:${roomId}:${query}`, async () => {
      const page = await this.#messages(roomId, `limit=${PAGE}&${query}`);
      this.#store.restart(roomId, page.messages, { hasBefore: page.has_before, hasAfter: page.has_after });
    });
  }

  /** A page that does not adjoin what is loaded by now would leave a hole. @param {number} roomId @param {number} limit */
  async #olderPage(roomId, limit) {
    const { oldestId } = this.#store.history(roomId);
    const { messages, has_more } = await this.#messages(roomId, `limit=${limit}&before_id=${oldestId}`);
    if (this.#store.history(roomId).oldestId === oldestId) this.#store.addPage(roomId, messages, has_more);
  }

  /** @param {number} roomId @param {string} query */
  #messages(roomId, query) {
    return request("GET", `/api/rooms/${roomId}/messages?${query}`);
  }

  /** @param {string} what @param {() => Promise<void>} ask @returns {Promise<boolean>} */
  async #once(what, ask) {
    if (this.#underWay.has(what)) return false;
    this.#underWay.add(what);
    try {
      await ask();
      return true;
    } catch {
      return false;
    } finally {
      this.#underWay.delete(what);
    }
  }

  /** @param {string} name @param {(detail: any) => void} act the detail's shape is told at the store's event */
  #on(name, act) {
    this.#store.addEventListener(name, (event) => act(/** @type {CustomEvent} */ (event).detail));
  }
}
