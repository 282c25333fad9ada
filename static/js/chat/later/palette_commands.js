// @ts-check
/** @import {Goal} from "./palette_goals.js" */
/** @import {Store} from "../store.js" */
import { appearance } from "../../lib/appearance.js";
import { element, find, icon } from "../../lib/dom.js";
import { openPreferences } from "../../host/preferences.js";
import { attempt } from "../../lib/attempt.js";
import { mutedUntil } from "../room_mute.js";
import { may } from "../room_rights.js";
import { titleOf } from "../room_title.js";

/**
 * @typedef {{
 *   create: () => void, browse: () => void, direct: () => void, search: (text?: string) => void,
 *   read: (rooms: import("../types.js").Room[]) => void, star: (roomId: number) => void, mute: (roomId: number) => void,
 *   invite: (room: import("../types.js").Room) => void, settings: (room: import("../types.js").Room) => void
 * }} CommandActs
 * @typedef {{name: string, others?: string[], image: string, keys?: string, run: () => unknown}} Command
 */

/** What can be done from the palette, now. @param {Store} store @param {CommandActs} acts @returns {Goal[]} */
export function commandGoals(store, acts) {
  return [...everywhere(store, acts), ...ofRoom(store, acts)].map(({ name, others = [], image, keys, run }) => ({
    key: `command:${name}`,
    kind: "commands",
    names: [name, ...others],
    content: () => [
      element("span", { class: "choice-icon" }, icon(image)),
      element("bdi", { class: "choice-name", text: name }),
      ...(keys ? [element("kbd", { class: "choice-keys", text: keys })] : []),
    ],
    go: run,
  }));
}

/** @param {Store} store @param {CommandActs} acts @returns {Command[]} */
function everywhere(store, acts) {
  const isGuest = store.user.role === "guest";
  const unread = store.rooms.filter((room) => room.is_member && room.unread_count);
  const isDark = isDarkNow();
  return [
    ...(isGuest
      ? []
      : [
          { name: "New room", others: ["Create a room"], image: "plus", run: acts.create },
          { name: "Browse public rooms", others: ["Join a room"], image: "hash", run: acts.browse },
          { name: "New direct message", others: ["Write to somebody"], image: "user-plus", run: acts.direct },
        ]),
    ...(unread.length ? [{ name: "Mark all as read", image: "check", run: () => acts.read(unread) }] : []),
    { name: "Search messages", others: ["Find"], image: "search", keys: "/", run: () => acts.search() },
    { name: "Preferences", others: ["Settings"], image: "settings", keys: "Ctrl ,", run: openPreferences },
    {
      name: isDark ? "Switch to the light theme" : "Switch to the dark theme",
      others: ["Toggle theme", "Dark mode", "Light mode"],
      image: isDark ? "sun" : "moon",
      run: () => attempt(async () => void (await appearance.change({ theme: isDark ? "light" : "dark" }))),
    },
    {
      name: "Keyboard shortcuts",
      others: ["Help"],
      image: "book",
      keys: "?",
      run: () => /** @type {HTMLDialogElement} */ (find("[data-dialog=keys]")).showModal(),
    },
  ];
}

/** @param {Store} store @param {CommandActs} acts @returns {Command[]} */
function ofRoom(store, acts) {
  const room = store.current;
  if (!room?.is_member) return [];
  const { starred } = store.preferences.now;
  const name = titleOf(room);
  const isMuted = mutedUntil(store.preferences.now, room.id) !== null;
  const isOpen = !room.archived_at && may(room, store.user, "invite");
  return [
    { name: starred.includes(room.id) ? `Remove the star of ${name}` : `Star ${name}`, image: "star", run: () => acts.star(room.id) },
    { name: isMuted ? `Unmute ${name}` : `Mute ${name}`, image: isMuted ? "bell" : "bell-off", run: () => acts.mute(room.id) },
    ...(isOpen ? [{ name: `Invite people to ${name}`, image: "user-plus", run: () => acts.invite(room) }] : []),
    ...(may(room, store.user, "update") ? [{ name: `Settings of ${name}`, image: "settings", run: () => acts.settings(room) }] : []),
  ];
}

function isDarkNow() {
  const { theme } = appearance.now;
  return theme === "dark" || (theme === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
}
