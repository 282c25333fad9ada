// @ts-check
/** @import {Store} from "./store.js" */

/** Tells the store whether the browser knows of a network: a dead one closes no connection. @param {Store} store */
export function watchNetwork(store) {
  const tell = () => store.setNetwork(navigator.onLine);
  for (const name of ["online", "offline"]) window.addEventListener(name, tell);
  tell();
}
