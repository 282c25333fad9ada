// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { element, find, icon, isComposing } from "../../lib/dom.js";
import { request } from "../../lib/http.js";
import { attempt } from "../../lib/attempt.js";
import { counted } from "../../lib/language.js";
import { coalesce } from "../coalesce.js";
import { folded, matching } from "../people.js";
import { roomIcon } from "../room_title.js";

/** The public rooms: to look into, to join, to open. */
export class BrowseRooms {
  #dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=browse-rooms]"));
  #field = /** @type {HTMLInputElement} */ (find("[data-query]", this.#dialog));
  #list = find("[data-found]", this.#dialog);
  #store;
  #loader;
  #open;
  #create;
  /** What one belonged to at first comes last, and a room that is joined stays where it is. @type {Set<number>} */
  #joined = new Set();

  /** @param {{store: Store, loader: Loader, open: (roomId: number) => void, create: (name: string) => void}} parts */
  constructor({ store, loader, open, create }) {
    this.#store = store;
    this.#loader = loader;
    this.#open = open;
    this.#create = create;
    const draw = coalesce(() => this.#dialog.open && this.#draw());
    store.addEventListener("rooms", draw);
    this.#field.addEventListener("input", () => this.#draw());
    this.#field.addEventListener("keydown", (event) => this.#pressed(event));
    this.#list.addEventListener("click", (event) => this.#clicked(event));
    find("[data-action=close-dialog]", this.#dialog).addEventListener("click", () => this.#dialog.close());
    find("[data-action=make-room]", this.#dialog).addEventListener("click", () => {
      this.#dialog.close();
      this.#create(this.#found().length ? "" : this.#field.value.trim());
    });
  }

  open() {
    if (document.querySelector("dialog[open]")) return;
    this.#field.value = "";
    this.#joined = new Set(this.#store.rooms.flatMap((room) => (room.is_member ? room.id : [])));
    this.#draw();
    this.#dialog.showModal();
    this.#field.focus();
    // Of rooms that were made since the page was loaded nobody told who is not in them.
    this.#loader.rooms();
  }

  #found() {
    return publicRooms(this.#store.rooms, this.#field.value, this.#joined);
  }

  #draw() {
    const rooms = this.#found();
    const query = this.#field.value.trim();
    const { activeElement } = document;
    const focusedId = activeElement instanceof HTMLElement ? activeElement.closest("li")?.dataset.room : undefined;
    this.#list.replaceChildren(...rooms.map(drawRoom));
    find("[data-count]", this.#dialog).textContent = countText(rooms.length, query);
    find("[data-make]", this.#dialog).textContent = query && !rooms.length ? `Create “${query}”` : "New room";
    const again = focusedId && this.#list.querySelector(`[data-room="${focusedId}"] button`);
    if (again instanceof HTMLElement) again.focus();
  }

  /** @param {KeyboardEvent} event */
  #pressed(event) {
    const [first] = this.#found();
    if (event.key !== "Enter" || isComposing(event) || !first || !this.#field.value.trim()) return;
    event.preventDefault();
    this.#enter(first.id);
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const control = event.target instanceof Element ? event.target.closest("a, button") : null;
    const roomId = Number(control?.closest("li")?.dataset.room);
    if (!control || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (control.matches("[data-act=join]")) this.#join(roomId, control);
    else this.#enter(roomId);
  }

  /** @param {number} roomId */
  #enter(roomId) {
    this.#dialog.close();
    this.#open(roomId);
  }

  /** The dialog stays: one may join several. @param {number} roomId @param {Element} button */
  async #join(roomId, button) {
    if (button.hasAttribute("aria-busy")) return;
    button.setAttribute("aria-busy", "true");
    await attempt(async () => this.#store.putRoom((await request("POST", `/api/rooms/${roomId}/join`)).room));
    button.removeAttribute("aria-busy");
  }
}

/**
 * Those that everybody may join, the largest first; with a query those whose name fits or whose description has it.
 * @param {Room[]} rooms @param {string} query @param {Set<number>} [last] those that one has already
 */
export function publicRooms(rooms, query, last = new Set()) {
  const isLast = (/** @type {Room} */ room) => Number(last.has(room.id));
  const all = rooms
    .filter((room) => room.room_type === "public")
    .sort((a, b) => isLast(a) - isLast(b) || b.member_count - a.member_count || a.name.localeCompare(b.name));
  const wanted = folded(query.trim());
  if (!wanted) return all;
  const named = matching(all, query, (room) => [room.name]);
  const described = all.filter((room) => folded(`${room.description ?? ""} ${room.topic ?? ""}`).includes(wanted));
  return [...new Set([...named, ...described])];
}

/** @param {number} count @param {string} query */
function countText(count, query) {
  if (!count) return query ? `No public room is called “${query}”.` : "There are no public rooms yet. Make the first one.";
  return counted(count, { one: "# room", other: "# rooms" });
}

/** @param {Room} room */
function drawRoom(room) {
  const about = room.description || room.topic;
  const people = counted(room.member_count, { one: "# member", other: "# members" });
  return element(
    "li",
    { class: "browse-room", data: { room: room.id } },
    roomIcon(room),
    element(
      "div",
      { class: "browse-text" },
      element("a", { attrs: { href: `/chat/${room.id}`, dir: "auto" }, text: room.name }),
      about && element("p", { class: "browse-about", text: about, attrs: { dir: "auto" } }),
      element(
        "p",
        { class: "browse-facts" },
        room.is_member && element("span", { class: "is-joined" }, icon("check"), "Joined"),
        element("span", { text: people }),
        room.archived_at && element("span", { text: "Archived" }),
      ),
    ),
    drawButton(room),
  );
}

/** @param {Room} room */
function drawButton(room) {
  const isFull = !room.is_member && room.member_count >= room.max_members;
  const mayJoin = !room.is_member && !room.archived_at;
  const label = !mayJoin ? "Open" : isFull ? "Full" : "Join";
  return element("button", {
    class: `button${label === "Join" ? " button-primary" : ""}`,
    text: label,
    attrs: { type: "button", "aria-label": `${label} ${room.name}`, disabled: label === "Full" },
    data: { act: label.toLowerCase() },
  });
}
