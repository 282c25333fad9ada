// @ts-check
/** @import {Reaction} from "./types.js" */
import { element } from "../lib/dom.js";

const MOST_NAMED = 12;

/** @type {WeakMap<Element, string[]>} */
const users = new WeakMap();

/** Who reacted with this pill. @param {Element} pill */
export function usersOf(pill) {
  return users.get(pill) ?? [];
}

/**
 * Draws the reactions under a message. A pill stays the same element, so that it keeps the focus.
 * @param {HTMLElement} place @param {Reaction[]} reactions @param {string} username of the reader
 */
export function showReactions(place, reactions, username) {
  const pills = /** @type {HTMLElement[]} */ ([...place.children]);
  const drawn = new Map(pills.map((pill) => [pill.dataset.emoji, pill]));
  const kept = new Set(reactions.map((reaction) => reaction.emoji));
  for (const pill of pills) {
    if (kept.has(pill.dataset.emoji ?? "")) continue;
    if (pill === document.activeElement) /** @type {HTMLElement | null} */ (place.closest(".message"))?.focus();
    pill.remove();
  }
  let next = place.firstElementChild;
  for (const reaction of reactions) {
    const pill = drawn.get(reaction.emoji) ?? drawPill(reaction.emoji, place.isConnected);
    patchPill(pill, reaction, username);
    if (pill === next) next = next.nextElementSibling;
    else place.insertBefore(pill, next);
  }
}

/** @param {string} emoji @param {boolean} isLive */
function drawPill(emoji, isLive) {
  return element(
    "button",
    { class: `reaction${isLive ? " is-new" : ""}`, attrs: { type: "button" }, data: { message: "react", emoji } },
    drawEmoji(emoji),
    element("span", { class: "reaction-count" }),
  );
}

/** One of this server's own is a picture: `:name:`. @param {string} emoji */
function drawEmoji(emoji) {
  if (!emoji.startsWith(":")) return element("span", { class: "reaction-emoji", text: emoji });
  const attrs = { src: `/api/emoji/${encodeURIComponent(emoji.slice(1, -1))}`, alt: emoji };
  return element("img", { class: "reaction-emoji emoji", attrs });
}

/** @param {HTMLElement} pill @param {Reaction} reaction @param {string} username */
function patchPill(pill, { emoji, count, usernames }, username) {
  const isOwn = usernames.includes(username);
  const who = reactors(usernames, username);
  pill.setAttribute("aria-pressed", String(isOwn));
  pill.setAttribute("aria-label", `${emoji} ${count}: ${who}`);
  users.set(pill, usernames);
  const place = pill.lastElementChild;
  if (place) place.textContent = String(count);
}

/**
 * Names those who reacted, the reader first: "You, bob and carol".
 * @param {string[]} usernames @param {string} username of the reader
 * @param {(username: string) => string} [nameOf] what the others are called
 */
export function reactors(usernames, username, nameOf = (name) => name) {
  const others = usernames.filter((name) => name !== username).map(nameOf);
  const names = usernames.length > others.length ? ["You", ...others] : others;
  const rest = names.length - MOST_NAMED;
  const shown = rest > 0 ? [...names.slice(0, MOST_NAMED), `${rest} more`] : names;
  return shown.length > 1 ? `${shown.slice(0, -1).join(", ")} and ${shown.at(-1)}` : (shown[0] ?? "");
}
