// @ts-check
/** @import {User} from "./types.js" */
import { appearance } from "../lib/appearance.js";
import { bootstrap } from "../lib/dom.js";
import { Socket } from "../lib/socket.js";
import { alertElsewhere } from "./alerts.js";
import { connect } from "./connection.js";
import { bindInbox } from "./inbox_button.js";
import { keptRoom } from "./last_room.js";
import { Loader } from "./loader.js";
import { Outbox } from "./outbox.js";
import { Store } from "./store.js";
import { showUnread } from "./unread.js";

/** On the host's pages: what is unread and where, and texts that were written offline. */
const { user } = bootstrap();
if (user) keepUp(user);

/** @param {User} user */
function keepUp(user) {
  const socket = new Socket("/ws/rooms");
  const outbox = new Outbox({ userId: user.user_id, storage: localStorage, send: (command) => socket.send(command) });
  const nothing = { rooms: [], room_id: null, messages: [], has_more: false, members: [] };
  const store = new Store({ ...nothing, user, limits: { text: 0, name: 0 } }, outbox);
  const loader = new Loader(store);
  connect(store, outbox, socket);
  bindInbox(store);
  // The host shows the toasts.
  alertElsewhere(store);
  store.addEventListener("rooms", () => showUnread(store), { once: true });
  store.addEventListener("rooms", () => leadBack(store));
  store.addEventListener("rooms", () => fillStrip(store), { once: true });
  // The server tells them with its hello; until then they are not this user's.
  store.preferences.addEventListener("change", () => appearance.keep(store.preferences), { once: true });
  loader.rooms();
}

/** The link to the rooms leads to the one that one comes from, as long as it is there. @param {Store} store */
function leadBack(store) {
  const link = document.querySelector('[data-nav="/chat"]');
  const room = store.room(keptRoom());
  if (link instanceof HTMLAnchorElement && room) link.href = `/chat/${room.id}`;
}

/** Only the start page has a row of rooms. @param {Store} store */
async function fillStrip(store) {
  const strip = document.querySelector("[data-room-strip]");
  if (!(strip instanceof HTMLElement)) return;
  const { showRoomStrip } = await import("./later/room_strip.js");
  showRoomStrip(strip, store);
}
