// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { element, find } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { counted, number, titled } from "../../lib/language.js";
import { fullDate } from "../../lib/time.js";
import { FOR_GOOD, momentText, mutedUntil } from "../room_mute.js";
import { roomIcon, titleOf } from "../room_title.js";

/** @type {Record<string, string>} */
const KINDS = {
  public: "Public: everybody here can read it and join",
  private: "Private: only those who are invited see it",
  direct: "Direct messages: only the people in it read it",
  admin: "For the owners and admins of this server",
};
/** @type {Record<string, string>} */
const WRITERS = { moderators: "Moderators and up", admins: "Admins and owners" };
/** @type {Record<string, string>} */
const LEVELS = { everything: "All messages", mentions: "Mentions and direct messages", nothing: "Nothing" };
const MOST_OWNERS = 3;

/** What a room is: for everybody who sees it. */
export class RoomDetails {
  #dialog;
  #store;
  /** @type {Room | null} */
  #room = null;

  /** @param {{store: Store, notifications: (room: Room) => void}} parts */
  constructor({ store, notifications }) {
    this.#store = store;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=room-details]"));
    find("[data-action=details-notifications]", this.#dialog).addEventListener("click", () => {
      this.#dialog.close();
      if (this.#room) notifications(this.#room);
    });
  }

  /** @param {Room} room */
  async open(room) {
    this.#room = room;
    find("[data-action=details-notifications]", this.#dialog).hidden = !room.is_member;
    find("[data-details-icon]", this.#dialog).replaceChildren(roomIcon(room));
    find("[data-details-title]", this.#dialog).textContent = titleOf(room);
    const topic = find("[data-details-topic]", this.#dialog);
    topic.textContent = room.topic ?? "";
    topic.hidden = !room.topic;
    const facts = this.#facts(room).filter(([, text]) => text);
    find("[data-facts]", this.#dialog).replaceChildren(
      ...facts.flatMap(([term, text]) => [
        element("dt", { text: term }),
        element("dd", { text, attrs: { dir: "auto" } }),
      ]),
    );
    this.#dialog.showModal();
    await attempt(() => this.#countPins(room));
  }

  /** @param {Room} room */
  async #countPins(room) {
    const { messages } = await request("GET", `/api/rooms/${room.id}/pins`);
    if (room !== this.#room) return;
    const text = messages.length ? String(messages.length) : "None";
    const facts = find("[data-facts]", this.#dialog);
    facts.append(element("dt", { text: "Pinned messages" }), element("dd", { text }));
  }

  /** @param {Room} room */
  #notifications(room) {
    if (!room.is_member) return "";
    const { now } = this.#store.preferences;
    const until = mutedUntil(now, room.id);
    if (until) return until === FOR_GOOD ? "Muted" : `Muted until ${momentText(until)}`;
    const level = now.rooms[room.id]?.level;
    return level ? LEVELS[level] : `${LEVELS[now.level] ?? now.level}, as in other rooms`;
  }

  /** @param {Room} room @returns {[string, string][]} those without a text are not shown */
  #facts(room) {
    const isDirect = room.room_type === "direct";
    const creator = room.created_by === "system" ? "this server" : this.#nameOf(room);
    return [
      ["Description", room.description ?? ""],
      ["Kind", KINDS[room.room_type] ?? room.room_type],
      ["Archived", room.archived_at ? `Since ${fullDate(room.archived_at)}; it can be read only` : ""],
      ["Members", isDirect ? String(room.member_count) : `${number(room.member_count)} of at most ${number(room.max_members)}`],
      ["Owned by", isDirect ? "" : this.#owners(room)],
      ["Your role", isDirect ? "" : room.role ? titled(room.role) : "Visitor: you can read and join"],
      ["Notifications", this.#notifications(room)],
      ["Who may post", WRITERS[room.who_may_post] ?? ""],
      ["Slow mode", room.slow_mode ? `One message in ${spanText(room.slow_mode)}` : ""],
      ["Created", `${fullDate(room.created_at)} by ${creator}`],
    ];
  }

  /** @param {Room} room */
  #owners(room) {
    const owners = (this.#store.members(room.id) ?? []).filter((member) => member.role === "owner");
    const names = owners.slice(0, MOST_OWNERS).map((member) => member.display_name);
    return names.join(", ") + (owners.length > MOST_OWNERS ? ` and ${owners.length - MOST_OWNERS} more` : "");
  }

  /** `created_by` may be the id of somebody who is a member still. @param {Room} room */
  #nameOf({ id, created_by }) {
    const found = this.#store.members(id)?.find((one) => one.user_id === created_by || one.username === created_by);
    return found ? found.display_name : "a former member";
  }
}

/** @param {number} seconds */
function spanText(seconds) {
  if (seconds % 3600 === 0) return counted(seconds / 3600, { one: "# hour", other: "# hours" });
  if (seconds % 60 === 0) return counted(seconds / 60, { one: "# minute", other: "# minutes" });
  return counted(seconds, { one: "# second", other: "# seconds" });
}
