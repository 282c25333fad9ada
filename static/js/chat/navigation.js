// @ts-check
/** @import {Loader} from "./loader.js" */
/** @import {Shell} from "./shell.js" */
/** @import {Store} from "./store.js" */
/** @import {Room} from "./types.js" */
import { request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { attempt } from "../lib/attempt.js";
import { roomsInOrder } from "./room_groups.js";
import { mutedUntil } from "./room_mute.js";
import { titleOf } from "./room_title.js";

/** Moves between rooms without loading a page; joins and leaves them. */
export class Navigation {
  #store;
  #loader;
  #shell;

  /** @param {{store: Store, loader: Loader, shell: Shell}} parts */
  constructor({ store, loader, shell }) {
    this.#store = store;
    this.#loader = loader;
    this.#shell = shell;
    if (store.currentId !== null) history.replaceState(null, "", `/chat/${store.currentId}`);
    window.addEventListener("popstate", () => this.#restore());
    document.addEventListener("keydown", (event) => this.#pressed(event));
    store.addEventListener("removed", (event) => this.#removed(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {number} roomId */
  open = async (roomId) => {
    const isOther = roomId !== this.#store.currentId;
    // What lay over the messages is no place to come back to.
    const step = history.state?.cover ? "replaceState" : "pushState";
    if (isOther) history[step](null, "", `/chat/${roomId}`);
    const shown = isOther ? this.#show(roomId) : null;
    this.#shell.closeDrawers();
    await shown;
  };

  /** @param {number} roomId */
  join = async (roomId) => {
    await attempt(async () => this.enter((await request("POST", `/api/rooms/${roomId}/join`)).room));
  };

  /** Opens the room of these people and oneself. @param {string[]} usernames */
  direct = async (usernames) => {
    this.enter((await request("POST", "/api/rooms/direct", { usernames })).room);
  };

  /** Shows a room that one has just become a member of. @param {Room} room */
  enter(room) {
    this.#store.putRoom(room);
    this.#loader.members(room.id);
    this.open(room.id);
  }

  /** @param {number} roomId */
  async #show(roomId) {
    const room = this.#store.room(roomId) ?? (await this.#loader.room(roomId));
    if (!room) {
      toast("There is no such room, or it is not open to you.", { level: "warning" });
      this.#first();
      return;
    }
    this.#store.view(roomId);
    this.#loader.open(roomId);
  }

  /** The first room takes the place of one that can't be shown. */
  #first() {
    const roomId = (this.#rooms[0] ?? this.#store.rooms[0])?.id ?? null;
    history.replaceState(null, "", roomId === null ? "/chat" : `/chat/${roomId}`);
    this.#store.view(roomId);
    if (roomId !== null) this.#loader.open(roomId);
  }

  #restore() {
    const roomId = Number(/^\/chat\/(\d+)$/.exec(location.pathname)?.[1]);
    if (roomId && roomId !== this.#store.currentId) this.#show(roomId);
  }

  /** The reader's own, as they stand in the list. */
  get #rooms() {
    return roomsInOrder(this.#store.rooms, this.#store.preferences.now);
  }

  /** Alt with an arrow goes to the room above or below, with Shift to one with something unread. @param {KeyboardEvent} event */
  #pressed(event) {
    const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
    if (!event.altKey || event.ctrlKey || event.metaKey || step === undefined) return;
    if (document.querySelector("dialog[open]")) return;
    const { currentId } = this.#store;
    const rooms = this.#rooms.filter((room) => !event.shiftKey || room.id === currentId || this.#isNew(room));
    const to = rooms[rooms.findIndex((room) => room.id === currentId) + step];
    if (!to) return;
    event.preventDefault();
    this.open(to.id);
  }

  /** @param {Room} room */
  #isNew(room) {
    return room.unread_count > 0 && mutedUntil(this.#store.preferences.now, room.id) === null;
  }

  /** @param {{room: Room, reason: string, isReadable: boolean}} detail */
  #removed({ room, reason, isReadable }) {
    if (reason === "kicked" || reason === "banned") toast(`You were removed from ${titleOf(room)}.`, { level: "warning" });
    if (reason === "private") toast(`${titleOf(room)} is private now.`, { level: "warning" });
    if (reason === "deleted") toast(`${titleOf(room)} was deleted.`, { level: "warning" });
    if (room.id === this.#store.currentId && !isReadable) this.#first();
  }
}
