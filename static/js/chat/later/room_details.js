// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { element, find } from "../../lib/dom.js";
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
const MOST_OWNERS = 3;

/** What a room is: for everybody who sees it. */
export class RoomDetails {
  #dialog;
  #store;

  /** @param {Store} store */
  constructor(store) {
    this.#store = store;
    this.#dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=room-details]"));
  }

  /** @param {Room} room */
  open(room) {
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
  }

  /** @param {Room} room @returns {[string, string][]} those without a text are not shown */
  #facts(room) {
    const isDirect = room.room_type === "direct";
    const creator = room.created_by === "system" ? "this server" : this.#nameOf(room);
    const date = (/** @type {string} */ iso) => new Date(iso).toLocaleDateString("en-GB", { dateStyle: "long" });
    return [
      ["Description", room.description ?? ""],
      ["Kind", KINDS[room.room_type] ?? room.room_type],
      ["Archived", room.archived_at ? `Since ${date(room.archived_at)}; it can be read only` : ""],
      ["Members", isDirect ? String(room.member_count) : `${room.member_count} of at most ${room.max_members}`],
      ["Owned by", isDirect ? "" : this.#owners(room)],
      ["Your role", isDirect ? "" : (room.role ?? "Visitor: you can read and join")],
      ["Who may post", WRITERS[room.who_may_post] ?? ""],
      ["Slow mode", room.slow_mode ? `One message in ${spanText(room.slow_mode)}` : ""],
      ["Created", `${date(room.created_at)} by ${creator}`],
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
  const [count, unit] = seconds % 3600 === 0 ? [seconds / 3600, "hour"] : seconds % 60 === 0 ? [seconds / 60, "minute"] : [seconds, "second"];
  return count === 1 ? `1 ${unit}` : `${count} ${unit}s`;
}
