// @ts-check
/** @import {ReactionNames} from "./later/reaction_names.js" */

const REST_MS = 350;
const HOLD_MS = 450;

/**
 * Says who reacted: to the mouse that rests on a pill, to the finger that holds it, to the keyboard.
 * @param {HTMLElement} list with messages in it
 * @param {(use: (names: ReactionNames) => void) => void} names
 */
export function bindReactionNames(list, names) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  /** @type {ReactionNames | undefined} */
  let shown;
  /** Whose names are wanted: that may have changed while they were on their way. @type {HTMLElement | null} */
  let wanted = null;
  let isHeld = false;

  /** @param {HTMLElement} pill */
  const show = (pill) => {
    wanted = pill;
    names((part) => {
      shown = part;
      if (wanted === pill && pill.isConnected) part.show(pill);
    });
  };
  const end = () => {
    wanted = null;
    clearTimeout(timer);
    shown?.close();
  };
  /** @param {EventTarget | null} target @param {number} delay */
  const wait = (target, delay) => {
    const pill = pillAt(target);
    clearTimeout(timer);
    if (!pill) return;
    timer = setTimeout(() => {
      isHeld = delay === HOLD_MS;
      show(pill);
    }, delay);
  };

  list.addEventListener("pointerover", ({ pointerType, target }) => pointerType === "mouse" && wait(target, REST_MS));
  list.addEventListener("pointerout", ({ pointerType }) => pointerType === "mouse" && end());
  list.addEventListener("pointerdown", ({ pointerType, target }) => {
    isHeld = false;
    if (pointerType === "mouse") end();
    else wait(target, HOLD_MS);
  });
  for (const name of ["pointerup", "pointercancel"]) list.addEventListener(name, () => clearTimeout(timer));
  for (const name of ["scroll", "focusout"]) list.addEventListener(name, end, { passive: true });
  list.addEventListener("focusin", ({ target }) => {
    const pill = pillAt(target);
    if (pill?.matches(":focus-visible")) show(pill);
  });
  // The click of a finger that has asked for the names is no reaction.
  const swallow = (/** @type {Event} */ event) => {
    if (!isHeld || !pillAt(event.target)) return;
    isHeld = false;
    event.preventDefault();
    event.stopPropagation();
  };
  list.addEventListener("click", swallow, true);
}

/** @param {EventTarget | null} target @returns {HTMLElement | null} */
function pillAt(target) {
  return target instanceof Element ? target.closest(".reaction") : null;
}
