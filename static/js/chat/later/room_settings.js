// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { find } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { confirmed } from "../../lib/confirm.js";
import { hasFixedMembers, may } from "../room_rights.js";
import { titleOf } from "../room_title.js";
import { InviteLinks } from "./invite_links.js";
import { Panels } from "./panels.js";
import { RoomBans } from "./room_bans.js";
import { RoomForm } from "./room_form.js";
import { RoomNotifications } from "./room_notifications.js";

const IN_FORM = new Set(["general", "access"]);
const ACCESS_FIELDS = new Set(["room_type", "who_may_post", "slow_mode", "max_members"]);

/** @typedef {"general" | "access" | "notifications" | "links" | "bans" | "end"} Tab */

/** All that can be set in a room: for all by those who may, and for oneself by everybody. */
export class RoomSettings {
  #dialog;
  #store;
  #end;
  #panels;
  #form;
  #notifications;
  #links;
  #bans;
  /** @type {number | null} */
  #roomId = null;

  /** @param {{store: Store, end: (room: Room) => void}} parts `end` asks and deletes */
  constructor({ store, end }) {
    this.#store = store;
    this.#end = end;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=room-settings]"));
    const form = /** @type {HTMLFormElement} */ (find("[data-settings-form]", this.#dialog));
    const panel = (/** @type {Tab} */ name) => find(`[data-panel=${name}]`, this.#dialog);
    this.#panels = new Panels(this.#dialog, find("[data-tabs]", this.#dialog), (name) => this.#shown(name));
    this.#form = new RoomForm(form, {
      saved: () => this.#dialog.close(),
      refused: (field) => this.#panels.show(ACCESS_FIELDS.has(field) ? "access" : "general"),
    });
    this.#notifications = new RoomNotifications(panel("notifications"), store);
    this.#links = new InviteLinks(panel("links"));
    this.#bans = new RoomBans(panel("bans"));
    for (const button of this.#dialog.querySelectorAll("[data-action=close-dialog]")) {
      button.addEventListener("click", () => this.#dialog.close());
    }
    find("[data-action=archive-room]", this.#dialog).addEventListener("click", () => this.#archive());
    find("[data-action=delete-this-room]", this.#dialog).addEventListener("click", () => this.#delete());
    this.#dialog.addEventListener("close", () => this.#links.close());
    store.addEventListener("rooms", () => this.#changed());
  }

  /** @param {Room} room @param {Tab} [tab] */
  open(room, tab = "general") {
    const mayUpdate = may(room, this.#store.user, "update");
    const isOpen = mayUpdate && !hasFixedMembers(room);
    this.#roomId = room.id;
    this.#panels.offer({
      general: mayUpdate, access: mayUpdate, notifications: room.is_member, links: isOpen, bans: isOpen, end: isOpen,
    });
    const title = `${mayUpdate ? "Settings" : "Notifications"} of ${titleOf(room)}`;
    find("[data-title]", this.#dialog).textContent = title;
    if (mayUpdate) this.#form.fill(room, this.#store.user);
    this.#dialog.classList.toggle("is-single", !mayUpdate);
    this.#drawEnd(room);
    this.#dialog.showModal();
    this.#panels.show(mayUpdate ? tab : "notifications");
    const first = this.#dialog.querySelector("[data-panel]:not([hidden]) :is(input:checked, input, select, button)");
    if (first instanceof HTMLElement) first.focus();
  }

  /** @param {string} name */
  #shown(name) {
    const room = this.#store.room(this.#roomId);
    find("[data-settings-form]", this.#dialog).hidden = !IN_FORM.has(name);
    if (!room) return;
    if (name === "notifications") this.#notifications.open(room);
    if (name === "links") this.#links.open(room);
    if (name === "bans") this.#bans.open(room);
  }

  #changed() {
    if (!this.#dialog.open) return;
    const room = this.#store.room(this.#roomId);
    if (room) this.#drawEnd(room);
    else this.#dialog.close();
  }

  /** @param {Room} room */
  #drawEnd(room) {
    const isArchived = Boolean(room.archived_at);
    find("[data-archive-title]", this.#dialog).textContent = isArchived ? "This room is archived" : "Archive this room";
    find("[data-archive-text]", this.#dialog).textContent = isArchived
      ? "It can be read and searched. Opened again, its members can write in it and others can come in."
      : "It can still be read and searched. Nobody can write in it or join it until it is opened again.";
    find("[data-action=archive-room]", this.#dialog).textContent = isArchived ? "Open it again" : "Archive room";
    find("[data-deletion]", this.#dialog).hidden = !may(room, this.#store.user, "delete");
  }

  async #archive() {
    const room = this.#store.room(this.#roomId);
    if (!room) return;
    const text = "Nobody can write in it until it is opened again.";
    const question = { title: `Archive ${room.name}?`, text, action: "Archive" };
    if (!room.archived_at && !(await confirmed(question))) return;
    await attempt(async () => {
      await request("PUT", `/api/rooms/${room.id}`, { is_archived: !room.archived_at });
    });
  }

  #delete() {
    const room = this.#store.room(this.#roomId);
    this.#dialog.close();
    if (room) this.#end(room);
  }
}
