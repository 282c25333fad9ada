// @ts-check
/** @import {Room, User} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element, find } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { shortWhen } from "../../lib/time.js";
import { attempt } from "../../lib/attempt.js";

/** @typedef {User & {banned_by: string, banned_at: string, reason: string}} Ban */

/** Who cannot come back to a room, until the ban is lifted. */
export class RoomBans {
  #root;
  /** @type {Room | null} */
  #room = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    find("[data-bans]", root).addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-username]") : null;
      if (button instanceof HTMLElement) this.#lift(button.dataset.username ?? "");
    });
  }

  /** @param {Room} room */
  async open(room) {
    if (room.id !== this.#room?.id) find("[data-bans]", this.#root).replaceChildren();
    this.#room = room;
    const note = find("[data-bans-note]", this.#root);
    note.textContent = "Loading…";
    await attempt(async () => {
      /** @type {{bans: Ban[]}} */
      const { bans } = await request("GET", `/api/rooms/${room.id}/bans`);
      if (room !== this.#room) return;
      find("[data-bans]", this.#root).replaceChildren(...bans.map(drawBan));
      note.textContent = bans.length ? "" : "Nobody is banned.";
    });
    if (note.textContent === "Loading…") note.textContent = "";
  }

  /** @param {string} username */
  async #lift(username) {
    const room = this.#room;
    if (!room) return;
    await attempt(async () => void (await request("DELETE", `/api/rooms/${room.id}/ban/${username}`)));
    await this.open(room);
    const next = this.#root.querySelector("[data-bans] button") ?? document.querySelector("#settings-tab-bans");
    if (next instanceof HTMLElement) next.focus();
  }
}

/** @param {Ban} ban */
function drawBan(ban) {
  const attrs = { type: "button", "aria-label": `Unban ${ban.display_name}` };
  return element(
    "li",
    { class: "settings-item" },
    avatar(ban),
    element(
      "span",
      { class: "settings-item-text" },
      element("bdi", { class: "choice-name", text: ban.display_name }),
      element("small", { text: `@${ban.username} · by @${ban.banned_by}, ${shortWhen(ban.banned_at)}` }),
      ban.reason && element("small", { text: `“${ban.reason}”`, attrs: { dir: "auto" } }),
    ),
    element("button", { class: "button", text: "Unban", attrs, data: { username: ban.username } }),
  );
}
