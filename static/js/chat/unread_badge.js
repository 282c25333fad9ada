// @ts-check
import { appearance } from "../lib/appearance.js";
import { bootstrap } from "../lib/dom.js";
import { Socket } from "../lib/socket.js";
import { alertElsewhere } from "./alerts.js";
import { connect } from "./connection.js";
import { Loader } from "./loader.js";
import { Outbox } from "./outbox.js";
import { Store } from "./store.js";
import { showUnread } from "./unread.js";

/** On the host's pages: the unread total, mentions, and texts that were written offline. */
const { user } = bootstrap();
if (user) {
  const socket = new Socket("/ws/rooms");
  const outbox = new Outbox({ userId: user.user_id, storage: localStorage, send: (command) => socket.send(command) });
  const nothing = { rooms: [], room_id: null, messages: [], has_more: false, members: [], first_unread_id: null };
  const store = new Store({ ...nothing, user, limits: { text: 0, name: 0 } }, outbox);
  const loader = new Loader(store);
  connect(store, outbox, socket);
  // The host shows the toasts.
  alertElsewhere(store);
  store.addEventListener("rooms", () => showUnread(store), { once: true });
  // The server tells them with its hello; until then they are not this user's.
  store.preferences.addEventListener("change", () => appearance.keep(store.preferences), { once: true });
  loader.rooms();
}
