// @ts-check
/** @import {Act, AdministeredRoom} from "./admin_room_row.js" */
import { FormDialog } from "../../host/admin_dialogs.js";
import { SteadyRows } from "../../host/steady_rows.js";
import { attempt } from "../../lib/attempt.js";
import { confirmed } from "../../lib/confirm.js";
import { element, find } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { timeElement } from "../../lib/time_element.js";
import { toast } from "../../lib/toast.js";
import { fits, roomRow } from "./admin_room_row.js";

/** @typedef {{room_name: string, username: string, action: string, reason: string, done_at: string}} LogEntry */

const DID = { enter: "came into", delete: "deleted", restore: "restored" };
const WITH_REASON = {
  enter: {
    title: (/** @type {string} */ name) => `Come into ${name}?`,
    text: "You become an admin of the room. Its members read that you came, and why.",
    action: "Come in",
    done: (/** @type {string} */ name) => `You are an admin of ${name}`,
  },
  delete: {
    title: (/** @type {string} */ name) => `Delete ${name}?`,
    text: "Nobody sees it any more. It can be restored for 30 days.",
    action: "Delete room",
    done: (/** @type {string} */ name) => `${name} is deleted`,
  },
};

/** The rooms of the server, but the direct ones, and what administrators did to them. */
class Rooms {
  /** @type {AdministeredRoom[]} */
  #rooms = [];
  #panel = find("[data-panel=rooms]");
  #rows = new SteadyRows(find("[data-rooms]", this.#panel), "room");
  #note = find("[data-rooms-note]", this.#panel);
  #log = find("[data-room-log]", this.#panel);
  #search = /** @type {HTMLInputElement} */ (find("[data-room-search]", this.#panel));
  #dialog = find("[data-dialog=room-reason]");
  #form;
  /** @type {{room: AdministeredRoom, act: "enter" | "delete"} | null} */
  #asked = null;

  constructor() {
    this.#form = new FormDialog("room-reason", (values) => this.#send(values));
    this.#search.addEventListener("input", () => this.#draw());
    this.#panel.addEventListener("shown", () => this.#load());
  }

  async #load() {
    try {
      const [{ rooms }, { entries }] = await Promise.all([
        request("GET", "/api/admin/rooms"),
        request("GET", "/api/admin/room-log"),
      ]);
      this.#rooms = rooms;
      this.#draw();
      this.#log.replaceChildren(...(entries.length ? entries.map(logRow) : [nothingYet()]));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#note.textContent = error.detail;
    }
  }

  #draw() {
    const wanted = this.#search.value.trim();
    const shown = this.#rooms.filter((room) => fits(room, wanted.toLowerCase()));
    this.#rows.draw(shown.map((room) => roomRow(room, (act) => this.#chosen(room, act))));
    this.#note.textContent = shown.length ? "" : `No room matches “${wanted}”.`;
  }

  /** @param {AdministeredRoom} room @param {Act} act */
  async #chosen(room, act) {
    if (act === "enter" || act === "delete") return this.#ask(room, act);
    if (act === "restore") {
      return this.#attempt(() => request("POST", `/api/admin/rooms/${room.id}/restore`), `${room.name} is back`);
    }
    const isArchived = act === "archive";
    const text = "Everybody can go on reading it; nobody can write, until it is opened again.";
    if (isArchived && !(await confirmed({ title: `Archive ${room.name}?`, text, action: "Archive" }))) return;
    const done = isArchived ? `${room.name} is archived` : `${room.name} is open again`;
    await this.#attempt(() => request("PUT", `/api/rooms/${room.id}`, { is_archived: isArchived }), done);
  }

  /** @param {AdministeredRoom} room @param {"enter" | "delete"} act */
  #ask(room, act) {
    const { title, text, action } = WITH_REASON[act];
    this.#asked = { room, act };
    find("[data-title]", this.#dialog).textContent = title(room.name);
    find("[data-text]", this.#dialog).textContent = text;
    const submit = find("[data-submit]", this.#dialog);
    submit.textContent = action;
    submit.classList.toggle("button-danger", act === "delete");
    this.#form.open();
  }

  /** @param {Record<string, string>} values */
  async #send({ reason = "" }) {
    if (!this.#asked) return;
    const { room, act } = this.#asked;
    if (!reason.trim()) {
      throw new Problem({ status: 422, code: "invalid", detail: "Say why: the room reads it.", field: "reason" });
    }
    await request("POST", `/api/admin/rooms/${room.id}/${act}`, { reason: reason.trim() });
    toast(WITH_REASON[act].done(room.name), { level: "success" });
    await this.#load();
  }

  /** @param {() => Promise<unknown>} act @param {string} done */
  async #attempt(act, done) {
    await attempt(act, done);
    await this.#load();
  }
}

/** @param {LogEntry} entry */
function logRow({ room_name, username, action, reason, done_at }) {
  const did = DID[/** @type {keyof typeof DID} */ (action)] ?? action;
  return element(
    "li",
    { class: `event event-${action === "delete" ? "warning" : "info"}` },
    element(
      "span",
      {},
      `@${username} ${did} `,
      element("bdi", { text: room_name }),
      reason && element("span", { class: "log-reason", text: `: ${reason}` }),
    ),
    timeElement(done_at, "day", { class: "event-time" }),
  );
}

function nothingYet() {
  return element("li", { class: "card-note", text: "No administrator has come into, deleted or restored a room yet." });
}

new Rooms();
