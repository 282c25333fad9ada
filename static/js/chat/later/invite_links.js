// @ts-check
/** @import {Room} from "../types.js" */
import { copied } from "../../lib/clipboard.js";
import { element, find } from "../../lib/dom.js";
import { clearProblems, onSubmit } from "../../lib/form.js";
import { request } from "../../lib/http.js";
import { toast } from "../../lib/toast.js";
import { attempt } from "../../lib/attempt.js";
import { counted } from "../../lib/language.js";
import { momentText } from "../room_mute.js";

/**
 * @typedef {{
 *   id: number, created_by: string, created_at: string, expires_at: string | null, max_uses: number | null, uses: number
 * }} Link
 */

/** The invite links of a room: made, shown once with a QR code, listed, revoked. */
export class InviteLinks {
  #root;
  #made;
  #url;
  #form;
  #madeId = 0;
  /** @type {Room | null} */
  #room = null;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
    this.#made = find("[data-made]", root);
    this.#url = /** @type {HTMLInputElement} */ (find("[data-url]", root));
    this.#form = /** @type {HTMLFormElement} */ (find("[data-new-link]", root));
    onSubmit(this.#form, (values) => this.#create(values));
    this.#url.addEventListener("focus", () => this.#url.select());
    find("[data-action=copy-link]", root).addEventListener("click", () => this.#copy());
    find("[data-links]", root).addEventListener("click", ({ target }) => {
      const button = target instanceof Element ? target.closest("[data-link]") : null;
      if (button instanceof HTMLElement) this.#revoke(Number(button.dataset.link));
    });
  }

  /** @param {Room} room */
  open(room) {
    if (room.id !== this.#room?.id) this.#forget();
    this.#room = room;
    clearProblems(this.#form);
    return this.#list();
  }

  /** The secret stays on the screen no longer than it is needed. */
  #forget() {
    this.#madeId = 0;
    this.#url.value = "";
    this.#made.hidden = true;
    find("[data-links]", this.#root).replaceChildren();
    find("[data-qr]", this.#root).removeAttribute("src");
  }

  close() {
    this.#forget();
    this.#room = null;
  }

  /** @param {Record<string, string>} values */
  async #create({ expires_in, max_uses }) {
    const room = this.#room;
    if (!room) return;
    const asked = { expires_in: expires_in ? Number(expires_in) : null, max_uses: max_uses ? Number(max_uses) : null };
    const { invite } = await request("POST", `/api/rooms/${room.id}/invites`, asked);
    if (room !== this.#room) return;
    this.#madeId = invite.id;
    this.#url.value = invite.url;
    this.#made.hidden = false;
    this.#made.scrollIntoView({ block: "nearest" });
    find("[data-action=copy-link]", this.#root).focus({ preventScroll: true });
    await Promise.all([this.#draw(invite.url.split("#")[1]), this.#list()]);
  }

  /** An SVG in an image runs no script and loads nothing. @param {string} code */
  async #draw(code) {
    const image = /** @type {HTMLImageElement} */ (find("[data-qr]", this.#root));
    image.hidden = true;
    const drawing = await drawn(code);
    if (drawing) image.src = `data:image/svg+xml,${encodeURIComponent(drawing)}`;
    image.hidden = !drawing;
  }

  async #copy() {
    if (await copied(this.#url.value)) toast("Link copied", { level: "success" });
    else this.#url.focus(); // which selects it, to be copied by hand
  }

  async #list() {
    const room = this.#room;
    if (!room) return;
    const note = find("[data-links-note]", this.#root);
    note.textContent = "Loading…";
    await attempt(async () => {
      /** @type {{invites: Link[]}} */
      const { invites } = await request("GET", `/api/rooms/${room.id}/invites`);
      if (room !== this.#room) return;
      find("[data-links]", this.#root).replaceChildren(...invites.map(drawLink));
      note.textContent = invites.length ? "" : "There is none.";
    });
    if (note.textContent === "Loading…") note.textContent = "";
  }

  /** @param {number} id */
  async #revoke(id) {
    await attempt(async () => {
      await request("DELETE", `/api/rooms/${this.#room?.id}/invites/${id}`);
      if (id === this.#madeId) this.#forget();
      find("#link-end", this.#root).focus();
    });
    await this.#list();
  }
}

/** @param {string} code @returns {Promise<string>} '' when there is none: the link is of use without */
async function drawn(code) {
  const headers = { "Content-Type": "application/json" };
  try {
    const answer = await fetch("/api/invites/qr", { method: "POST", headers, body: JSON.stringify({ code }) });
    return answer.ok ? await answer.text() : "";
  } catch {
    return "";
  }
}

/** @param {Link} link */
function drawLink({ id, created_by, expires_at, max_uses, uses }) {
  const used = max_uses ? `${uses} of ${max_uses} uses` : counted(uses, { one: "# use", other: "# uses" });
  const end = expires_at ? `until ${momentText(expires_at)}` : "without end";
  const attrs = { type: "button", "aria-label": `Revoke the link by ${created_by}, ${used}` };
  return element(
    "li",
    { class: "settings-item" },
    element("span", { class: "settings-item-text" }, element("strong", { text: used }), element("small", { text: `${end} · by @${created_by}` })),
    element("button", { class: "button", text: "Revoke", attrs, data: { link: id } }),
  );
}
