// @ts-check
/** @template T @typedef {import("./later.js").Part<T>} Part */

const REST_MS = 20_000;
/** After so long what a finger may need is loaded: unlike a mouse it gives no sign before it presses. */
export const SETTLED_MS = 1_000;
/** What must still be so when an event is repeated that was not held. @type {Record<string, string>} */
const STILL = { pointerover: ":hover", focusin: ":focus" };

/**
 * Loads a part at the first sign that it may be needed, and repeats what it missed. What is held waits for
 * it; the rest, such as the mouse over a row, happens as ever.
 * @template T
 * @param {HTMLElement} node
 * @param {{
 *   signs: string[], isHeld?: (event: Event) => boolean,
 *   part: Part<T>, begin?: (part: T) => void
 * }} parts  who has not asked for it is not told that it could not be loaded
 * @returns {() => Promise<void>} loads it without a sign
 */
export function onFirstUse(node, { signs, isHeld = () => false, part, begin = () => undefined }) {
  /** @type {Event[]} */
  let missed = [];
  let isAsked = false;
  let restsUntil = 0;

  const load = async () => {
    if (isAsked) return;
    isAsked = true;
    const take = (/** @type {T} */ loaded) => {
      for (const sign of signs) node.removeEventListener(sign, heard, { capture: true });
      begin(loaded);
      missed.forEach(repeat);
    };
    await part(take, { isAsked: () => missed.some(isHeld) });
    // If it could not be loaded, a click asks again, the mouse that moves on not at once.
    isAsked = false;
    restsUntil = Date.now() + REST_MS;
    missed = [];
  };
  const heard = (/** @type {Event} */ event) => {
    if (isHeld(event)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      missed.push(event);
    } else if (STILL[event.type]) {
      missed = [...missed.filter((other) => other.type !== event.type), event];
    }
    if (missed.some(isHeld) || Date.now() > restsUntil) load();
  };
  for (const sign of signs) node.addEventListener(sign, heard, { capture: true, passive: sign === "touchstart" });
  return load;
}

/** A key goes to where an earlier one has led. @param {Event} event */
function repeat(event) {
  const target = event.type === "keydown" ? document.activeElement : event.target;
  const still = STILL[event.type] ?? "*";
  if (!(target instanceof Element) || !target.isConnected || !target.matches(still)) return;
  const Kind = /** @type {typeof Event} */ (event.constructor);
  target.dispatchEvent(new Kind(event.type, event));
}
