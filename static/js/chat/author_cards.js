// @ts-check
/** @import {Store} from "./store.js" */

/**
 * A click on who wrote a message, or on who is mentioned in it, opens their card. By the keyboard the cards
 * are reached from the list of members.
 * @param {HTMLElement} history
 * @param {{store: Store, open: (userId: string, anchor: HTMLElement) => void}} parts
 */
export function bindAuthorCards(history, { store, open }) {
  history.addEventListener("click", ({ target }) => {
    const place = target instanceof Element ? target.closest(".message-avatar, .username, .mention") : null;
    const row = place?.closest("[data-message-id]");
    if (!(place instanceof HTMLElement) || !(row instanceof HTMLElement)) return;
    const userId = place.matches(".mention") ? mentioned(store, place) : authorOf(store, row);
    if (userId) open(userId, place);
  });
}

/** @param {Store} store @param {HTMLElement} row */
function authorOf(store, { dataset }) {
  if (store.currentId === null) return "";
  return store.history(store.currentId).find(Number(dataset.messageId))?.user_id ?? "";
}

/** `@room` and `@here` are nobody. @param {Store} store @param {HTMLElement} mention */
function mentioned(store, mention) {
  const username = (mention.textContent ?? "").replace(/^@/, "").toLowerCase();
  const members = store.currentId === null ? null : store.members(store.currentId);
  return members?.find((member) => member.username === username)?.user_id ?? "";
}
