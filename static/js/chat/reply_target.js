// @ts-check
/** @import {Loader} from "./loader.js" */
/** @import {Store} from "./store.js" */
/** @import {Message} from "./types.js" */
import { unsentPrefix } from "../lib/unsent.js";

/**
 * What one replies to in the room in view. It is kept with the draft of the room, and forgotten when it has been
 * deleted meanwhile. Emits "change" when more of it is known.
 */
export class ReplyTarget extends EventTarget {
  #prefix;
  #storage;
  #store;
  #loader;
  /** @type {number | null} */
  #roomId = null;
  /** @type {number | null} */
  #id = null;
  /** Also where the history in view does not have it. @type {Message | null} */
  #message = null;

  /** @param {{store: Store, loader: Loader, storage: Storage}} parts */
  constructor({ store, loader, storage }) {
    super();
    this.#prefix = unsentPrefix(store.user.user_id, "reply");
    this.#storage = storage;
    this.#store = store;
    this.#loader = loader;
    store.addEventListener("greeted", () => this.#load());
  }

  /** @type {number | null} */
  get id() {
    return this.#id;
  }

  /** As it is now; null where nothing is replied to, or while it is not known. */
  get message() {
    return (this.#id !== null && this.#known(this.#id)) || this.#message;
  }

  /** @param {number | null} roomId */
  enter(roomId) {
    this.#roomId = roomId;
    this.#message = null;
    this.#id = (roomId !== null && Number(this.#storage.getItem(this.#prefix + roomId))) || null;
    this.#load();
  }

  /** Another tab chose or dropped one. @param {string | null} key */
  heard(key) {
    if (this.#roomId === null || key !== this.#prefix + this.#roomId) return;
    this.enter(this.#roomId);
    this.dispatchEvent(new Event("change"));
  }

  /** @param {Message} message of the room in view */
  set({ id }) {
    this.#id = id;
    this.#message = this.#known(id) ?? null;
    try {
      this.#storage.setItem(this.#prefix + this.#roomId, String(id));
    } catch {
      // A full storage costs only the survival of a reload.
    }
  }

  /** @returns {boolean} whether there was one */
  drop() {
    const had = this.#id !== null;
    this.#id = null;
    this.#message = null;
    if (had) this.#storage.removeItem(this.#prefix + this.#roomId);
    return had;
  }

  /** Takes what is known by now. */
  look() {
    this.#message = this.message;
    if (this.#message?.is_deleted) this.drop();
  }

  /** @param {number} id */
  #known(id) {
    return this.#store.history(this.#roomId ?? -1).find(id);
  }

  async #load() {
    const [roomId, id] = [this.#roomId, this.#id];
    if (roomId === null || id === null || this.message) return;
    const answer = await this.#loader.message(roomId, id);
    if (!answer || this.#roomId !== roomId || this.#id !== id) return;
    if (answer.message) this.#message = answer.message;
    else this.drop();
    this.dispatchEvent(new Event("change"));
  }
}
