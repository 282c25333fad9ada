// @ts-check
/** @import {History} from "./history.js" */
/** @import {Room} from "./types.js" */
import { element } from "../lib/dom.js";
import { titleOf } from "./room_title.js";

/** What stands above the messages, or in their place: beginning, emptiness, waiting, failure. */
export class TimelineNotice {
  #root;
  #state = "";
  #olderFailed = false;

  /** @param {HTMLElement} root */
  constructor(root) {
    this.#root = root;
  }

  /**
   * @param {Room | undefined} room @param {History | null} history
   * @param {boolean} isSilent nobody has said anything yet @param {number} roomCount
   */
  show(room, history, isSilent, roomCount) {
    const state = this.#stateOf(room, history, isSilent, roomCount);
    const key = `${state}:${room?.id}:${room && titleOf(room)}:${room?.is_member}`;
    if (key === this.#state) return;
    this.#state = key;
    this.#root.className = `timeline-notice notice-${state}`;
    this.#root.replaceChildren(...this.#content(state, room));
  }

  /** @param {boolean} went */
  loadedOlder(went) {
    this.#olderFailed = !went;
  }

  /**
   * @param {Room | undefined} room @param {History | null} history
   * @param {boolean} isSilent @param {number} roomCount
   */
  #stateOf(room, history, isSilent, roomCount) {
    if (!room || !history) return roomCount ? "choose" : "none";
    if (history.state === "failed") return "failed";
    if (!history.isReady) return "loading";
    if (isSilent && !history.hasMore) return "empty";
    if (this.#olderFailed) return "older-failed";
    return history.hasMore ? "older" : "beginning";
  }

  /** @param {string} state @param {Room | undefined} room @returns {Node[]} */
  #content(state, room) {
    switch (state) {
      case "none":
        return card("👋", "No rooms yet", "The list at the side says how to come into one.");
      case "choose":
        return card("💬", "Choose a room", "The rooms are in the list at the side.");
      case "failed":
        return [
          ...card("", "The messages could not be loaded", "Check your connection."),
          retryButton("retry-history"),
        ];
      case "loading":
        return skeleton();
      case "empty":
        return room?.room_type === "direct"
          ? card("👋", titleOf(room), "Nothing has been said yet. Only you here can read this.")
          : card(room?.icon || "💬", `Welcome to ${room?.name}`, emptyHint(room));
      case "older-failed":
        return [element("p", { text: "Earlier messages could not be loaded." }), retryButton("retry-older")];
      case "older":
        return [element("p", { class: "notice-wait", text: "Loading earlier messages…" })];
      default:
        return [element("p", { text: `This is the beginning of ${beginningOf(room)}.` })];
    }
  }
}

/** @param {Room | undefined} room */
function beginningOf(room) {
  if (!room) return "";
  return room.room_type === "direct" ? `your messages with ${titleOf(room)}` : room.name;
}

/** @param {Room | undefined} room */
function emptyHint(room) {
  return room?.is_member ? "Nothing has been said yet. Write the first message below." : "Nothing has been said yet.";
}

/** @param {string} emoji @param {string} title @param {string} text */
function card(emoji, title, text) {
  return [
    ...(emoji ? [element("div", { class: "notice-icon", text: emoji, attrs: { "aria-hidden": true } })] : []),
    element("h2", { text: title }),
    element("p", { text }),
  ];
}

/** @param {string} action */
function retryButton(action) {
  return element("button", { class: "button", text: "Try again", attrs: { type: "button" }, data: { action } });
}

function skeleton() {
  const bones = [38, 56, 27, 44].map((width) => element("span", { class: `bone bone-${width}` }));
  return [element("span", { class: "visually-hidden", text: "Loading messages…" }), ...bones];
}
