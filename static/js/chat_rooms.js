// @ts-check
/** @import {Bootstrap} from "./chat/types.js" */
import { appearance } from "./lib/appearance.js";
import { bootstrap, find } from "./lib/dom.js";
import { bindKeyboardHelp } from "./lib/keyboard_help.js";
import { Socket } from "./lib/socket.js";
import { reportActivity } from "./chat/activity.js";
import { alertElsewhere, showToasts, tellFailures } from "./chat/alerts.js";
import { Composer } from "./chat/composer.js";
import { connect } from "./chat/connection.js";
import { Drafts } from "./chat/drafts.js";
import { bindInbox } from "./chat/inbox_button.js";
import { keepRoom } from "./chat/last_room.js";
import { UNASKED, later } from "./chat/later.js";
import { Loader } from "./chat/loader.js";
import { Members } from "./chat/members.js";
import { MessageActions } from "./chat/message_actions.js";
import { Navigation } from "./chat/navigation.js";
import { watchNetwork } from "./chat/network.js";
import { refuseFiles } from "./chat/no_files.js";
import { Outbox } from "./chat/outbox.js";
import { OwnStatus } from "./chat/own_status.js";
import { bindPalette } from "./chat/palette_key.js";
import { Permalinks, placeOf } from "./chat/permalinks.js";
import { showQuiet } from "./chat/quiet_note.js";
import { ReplyTarget } from "./chat/reply_target.js";
import { RoomHeader } from "./chat/room_header.js";
import { titleOf } from "./chat/room_title.js";
import { bindSearchField } from "./chat/search_field.js";
import { Shell } from "./chat/shell.js";
import { Sidebar } from "./chat/sidebar.js";
import { StatusBar } from "./chat/status_bar.js";
import { Store } from "./chat/store.js";
import { bindThreadsButton } from "./chat/threads_button.js";
import { Timeline } from "./chat/timeline.js";
import { showTyping } from "./chat/typing_line.js";
import { bindTypeThrough } from "./chat/type_through.js";
import { TypingSignal } from "./chat/typing_signal.js";
import { showUnread } from "./chat/unread.js";
import { fitViewport } from "./chat/viewport.js";

/** @type {Bootstrap} */
const state = bootstrap();
const storage = localStorage;
const userId = state.user.user_id;
const root = find("[data-chat]");

const socket = new Socket("/ws/rooms");
const send = (/** @type {object} */ command) => socket.send(command);
const outbox = new Outbox({ userId, storage, send });
const drafts = new Drafts({ userId, storage });
const store = new Store(state, outbox);
connect(store, outbox, socket);
watchNetwork(store);
appearance.keep(store.preferences);
// What has no time element of its own is drawn anew for another clock.
appearance.addEventListener("change", () => store.changed(`messages:${store.currentId}`));
// Before the address is put right for the room in view.
const wanted = placeOf(location.href, location.origin);
const sought = new URLSearchParams(location.search).get("search");
const loader = new Loader(store);
const shell = new Shell(root);
if (visualViewport) fitViewport(visualViewport, { page: document.documentElement, scrollTo: (x, y) => scrollTo(x, y) });
const navigation = new Navigation({ store, loader, shell });
const { open, join } = navigation;

const timeline = new Timeline(find("[data-message-area]", root), { store, outbox, loader, send });
const sent = () => timeline.toEnd();
/** @type {import("./chat/permalinks.js").OpenThread} */
const openThread = (message, replyId = null) => void side((panel) => panel.thread(message, replyId));
const permalinks = new Permalinks({ store, loader, navigation, timeline, openThread });
const typing = new TypingSignal({ send });
const field = /** @type {HTMLTextAreaElement} */ (find("[data-composer] textarea", root));
const aids = later(async () => {
  const { WritingAids } = await import("./chat/later/writing_aids.js");
  return new WritingAids({ store, storage });
});
field.addEventListener("input", () => aids((one) => one.complete(field, () => !composer.isEditing), UNASKED));
/** @param {HTMLTextAreaElement} reply */
const complete = (reply) => void aids((one) => one.complete(reply), UNASKED);
const customEmoji = later(async () => {
  const { CustomEmoji } = await import("./chat/later/custom_emoji.js");
  return new CustomEmoji({ changed: () => aids(({ book }) => book.forget()) });
});
document.querySelector("[data-action=custom-emoji]")?.addEventListener("click", () => customEmoji((dialog) => dialog.open()));
/** @type {(anchor: DOMRect, returnTo: HTMLElement, choose: (emoji: string) => void) => void} */
const pickEmoji = (anchor, returnTo, choose) => void aids(({ picker }) => picker.open(anchor, returnTo, choose));
const target = new ReplyTarget({ store, loader, storage });
const composer = new Composer(find("[data-composer]", root), { store, drafts, outbox, target, typing, join, sent, pickEmoji });
/** @type {(userId: string, anchor: HTMLElement, returnTo?: HTMLElement) => void} */
const openCard = (userId, anchor, returnTo) => void cards((card) => card.open(userId, anchor, returnTo));
const actions = new MessageActions({ store, composer, timeline, pickEmoji, openCard, openThread: (message) => openThread(message, null) });
actions.bindRoom(find("[data-history]", root));
const side = later(async () => new (await import("./chat/later/side.js")).Side(root, { store, actions, drafts, complete, go: permalinks.go }));
bindThreadsButton(find("[data-action=threads]", root), { store, open: () => side((panel) => panel.threads()) });
showTyping(find("[data-typing]", root), store);
new RoomHeader(find("[data-room-header]", root), store);
const { direct } = navigation;
const people = later(async () => {
  const { People } = await import("./chat/later/people_requests.js");
  return new People({ store, loader, navigation });
});
/** @type {(room: import("./chat/types.js").Room) => void} */
const end = (room) => void ending((openDialog) => openDialog(room));
const settings = later(async () => new (await import("./chat/later/room_settings.js")).RoomSettings({ store, end }));
const details = later(async () => {
  const { RoomDetails } = await import("./chat/later/room_details.js");
  return new RoomDetails({ store, notifications: (room) => settings((dialog) => dialog.open(room, "notifications")) });
});
const leaving = later(async () => {
  const { LeaveRoom } = await import("./chat/later/leave_room.js");
  return new LeaveRoom({ store, left: () => loader.rooms(), end });
});
const making = later(async () => {
  const { CreateRoom } = await import("./chat/later/create_room.js");
  return new CreateRoom({ store, loader, created: (room) => navigation.enter(room) });
});
/** @param {string} [name] */
const create = (name) => void making((dialog) => dialog.open(name));
const browsing = later(async () => {
  const { BrowseRooms } = await import("./chat/later/browse_rooms.js");
  return new BrowseRooms({ store, loader, open, create });
});
const ending = later(async () => (await import("./chat/later/delete_room.js")).deleteRoomDialog());
const cards = later(async () => {
  const { MemberCard } = await import("./chat/later/member_card.js");
  const mention = (/** @type {string} */ name) => {
    shell.closeDrawers();
    composer.mention(name);
  };
  return new MemberCard({ store, message: direct, mention });
});
/** @type {import("./chat/later/room_menu.js").RoomMenuActs} */
const roomActs = {
  star: (room) => sidebar.star(room.id),
  details: (room) => details((dialog) => dialog.open(room)),
  pins: (room) => side((panel) => panel.pins(room)),
  threads: () => side((panel) => panel.threads()),
  notifications: (room) => settings((dialog) => dialog.open(room, "notifications")),
  settings: (room) => settings((dialog) => dialog.open(room)),
  invite: (room) => people((dialogs) => dialogs.invite(room)),
  leave: (room) => leaving((dialog) => dialog.open(room)),
  end,
};
const roomMenu = later(async () => new (await import("./chat/later/room_menu.js")).RoomMenu(root, { store, acts: roomActs }));
find("[data-action=room-menu]", root).addEventListener("click", () => roomMenu((menu) => menu.open()));
const acts = {
  open,
  join,
  create,
  direct: () => void people((dialogs) => dialogs.direct()),
  browse: () => void browsing((dialog) => dialog.open()),
  /** @param {import("./chat/types.js").Room[]} rooms */
  read: (rooms) => {
    for (const { id, last_message } of rooms) if (last_message) send({ type: "mark_read", room_id: id, message_id: last_message.id });
  },
  /** @param {import("./chat/types.js").Room} room */
  notifications: (room) => void settings((dialog) => dialog.open(room, "notifications")),
  /** @param {import("./chat/types.js").Room} room */
  details: (room) => void details((dialog) => dialog.open(room)),
  /** @param {import("./chat/types.js").Room} room */
  leave: (room) => void leaving((dialog) => dialog.open(room)),
};
const sidebar = new Sidebar(find("[data-sidebar]", root), { store, drafts, storage, acts });
new Members(find("[data-members-panel]", root), {
  store,
  open: openCard,
  reload: (roomId) => loader.members(roomId),
});
const showUnsent = () => {
  const failed = outbox.entries().find((entry) => entry.failure);
  if (failed) open(failed.room_id).then(sent);
};
new StatusBar(find("[data-status]"), { store, outbox, retry: () => socket.retryNow(), showUnsent });
showQuiet(find("[data-quiet-note]"), store);
showUnread(store, () => (store.current ? `${titleOf(store.current)} · AGENT` : "Rooms · AGENT"));
const statusPanel = later(async () => {
  const { StatusPanel } = await import("./chat/later/status_panel.js");
  return new StatusPanel({ store, pickEmoji });
});
new OwnStatus({ store, open: (button) => statusPanel((panel) => panel.toggle(button)) });
reportActivity(store, send);
bindKeyboardHelp(() => import("./chat/later/keys.js"));
bindInbox(store, permalinks.go);
const search = later(async () => new (await import("./chat/later/search.js")).Search({ store, go: permalinks.go }));
bindSearchField(search);
const palette = later(async () => {
  const { Palette } = await import("./chat/later/palette.js");
  return new Palette({
    store,
    acts: {
      ...acts,
      create: () => create(),
      person: (username) => direct([username]),
      online: () => loader.online(),
      message: permalinks.go,
      search: (text) => search((panel) => panel.open(text)),
      star: (roomId) => sidebar.star(roomId),
      mute: (roomId) => sidebar.mute(roomId),
      invite: (room) => people((dialogs) => dialogs.invite(room)),
      settings: (room) => settings((dialog) => dialog.open(room)),
    },
  });
});
bindPalette(() => palette((filled) => filled.show()));
refuseFiles();
bindTypeThrough(find("[data-history]", root), () => composer.focus());
const app = later(() => import("./chat/later/web_app.js"));
store.addEventListener("greeted", () => app(({ keepOffline }) => keepOffline(store, permalinks.go), UNASKED), { once: true });

store.addEventListener("current", () => {
  composer.focus();
  keepRoom(store.currentId);
});
keepRoom(store.currentId);
showToasts(store);
alertElsewhere(store);
tellFailures(store, outbox);
window.addEventListener("storage", ({ key, newValue }) => {
  outbox.heard(key, newValue);
  drafts.heard(key);
  target.heard(key);
});
composer.focus();
if (sought) search((panel) => panel.open(sought));
if (wanted?.messageId || wanted?.threadId) permalinks.go(wanted);
