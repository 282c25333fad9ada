// @ts-check
/** @import {Store} from "./store.js" */
/** @import {Outbox} from "./outbox.js" */
/** @import {Socket} from "../lib/socket.js" */

/**
 * Ties the socket to the store: events in; views, resumes and unsent texts out.
 * @param {Store} store @param {Outbox} outbox @param {Socket} socket
 */
export function connect(store, outbox, socket) {
  /** @type {Set<number>} */
  const gaps = new Set();

  const sendResume = () => {
    const positions = Object.fromEntries([...gaps].map((roomId) => [roomId, store.position(roomId)]));
    gaps.clear();
    socket.send({ type: "resume", positions });
  };

  const view = () => {
    if (store.current) socket.send({ type: "join_room", room_id: store.current.id });
  };

  socket.addEventListener("state", (event) => store.setConnection(/** @type {CustomEvent} */ (event).detail));
  socket.addEventListener("event", (event) => {
    const { detail } = /** @type {CustomEvent} */ (event);
    if (detail.type === "hello") view();
    store.apply(detail);
    if (detail.type === "hello") outbox.flush();
  });
  store.addEventListener("gap", (event) => {
    if (gaps.size === 0) queueMicrotask(sendResume);
    gaps.add(/** @type {CustomEvent} */ (event).detail.roomId);
  });
  store.addEventListener("current", view);
  // One who leaves a public room goes on reading it: the socket has to be told so, and has told the others of it.
  store.addEventListener("removed", (event) => {
    const { room } = /** @type {CustomEvent} */ (event).detail;
    if (room.id !== store.currentId) return;
    view();
    store.askResume(room.id);
  });
}
