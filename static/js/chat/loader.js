// @ts-check
/** @import {Store} from "./store.js" */
/** @import {PresentUser, Room, User} from "./types.js" */
import { request } from "../lib/http.js";

const PAGE = 50;
const LONGEST_PAGE = 200;

/** Asks the server for what the store lacks. */
export class Loader {
  #store;
  /** @type {Set<string>} what is being asked for */
  #underWay = new Set();

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
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
    const { oldestId } = this.#store.history(roomId);
    return this.#once(`older:${roomId}`, () => this.#page(roomId, `&before_id=${oldestId}`));
  }

  /**
   * Loads back to the last message that was read, at most four pages, in one go.
   * @param {number} roomId @returns {Promise<boolean>}
   */
  unread(roomId) {
    const { oldestId } = this.#store.history(roomId);
    return this.#once(`older:${roomId}`, () => this.#page(roomId, `&before_id=${oldestId}`, LONGEST_PAGE));
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
      const isLoaded = await this.#once(`members:${roomId}`, async () => {
        const { members } = await request("GET", `/api/rooms/${roomId}/members`);
        isCurrent = this.#store.setMembers(roomId, members, version);
      });
      if (!isLoaded) return;
    }
  }

  /** @param {number} roomId */
  async #firstPage(roomId) {
    this.#store.setHistoryState(roomId, "loading");
    const isLoaded = await this.#once(`page:${roomId}`, () => this.#page(roomId, ""));
    if (!isLoaded) this.#store.setHistoryState(roomId, "failed");
  }

  /** @param {number} roomId @param {string} cursor @param {number} [limit] */
  async #page(roomId, cursor, limit = PAGE) {
    const page = await request("GET", `/api/rooms/${roomId}/messages?limit=${limit}${cursor}`);
    this.#store.addPage(roomId, page.messages, page.has_more);
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
