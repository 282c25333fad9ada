// @ts-check
/** @import {Store} from "./store.js" */

const EVERY_MS = 60_000;
const SIGNS = ["pointermove", "pointerdown", "keydown", "wheel", "touchmove"];

/**
 * Tells the server once a minute that one is there while one moves, types or scrolls.
 * @param {Store} store @param {(command: object) => boolean} send
 */
export function reportActivity(store, send) {
  let toldAt = performance.now();
  const note = () => {
    if (store.currentId === null || performance.now() - toldAt < EVERY_MS) return;
    if (send({ type: "join_room", room_id: store.currentId })) toldAt = performance.now();
  };
  for (const sign of SIGNS) document.addEventListener(sign, note, { passive: true, capture: true });
}
