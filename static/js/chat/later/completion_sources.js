// @ts-check
/** @import {ChatState} from "../state.js" */
/** @import {Member, Room} from "../types.js" */
/** @import {EmojiBook} from "./emoji_book.js" */
import { avatar } from "../../lib/avatar.js";
import { element, icon } from "../../lib/dom.js";
import { matching } from "../people.js";
import { mayCallEverybody } from "../room_rights.js";
import { roomIcon, titleOf } from "../room_title.js";
import { drawEmoji } from "./emoji_book.js";

/**
 * What can be taken: `insert` takes the place of the word; `names` are what it is found by.
 * @typedef {{key: string, insert: string, names: string[], content: () => (Node | string)[]}} Suggestion
 * @typedef {(query: string) => Suggestion[] | Promise<Suggestion[]>} Source
 */

const MOST_SHOWN = 20;
const EMOJI_FROM = 2;

/** Who can be mentioned here, those who spoke last first; then everybody at once. @param {ChatState} store @returns {Source} */
export function people(store) {
  return (query) => {
    const room = store.current;
    if (!room) return [];
    const lastSaid = new Map(store.history(room.id).messages.map(({ user_id, id }) => [user_id, id]));
    const said = (/** @type {Member} */ { user_id }) => lastSaid.get(user_id) ?? 0;
    const members = (store.members(room.id) ?? [])
      .filter(({ user_id }) => user_id !== store.user.user_id)
      // By code points: a room can have thousands, and this is done at every key.
      .sort((a, b) => said(b) - said(a) || (a.display_name < b.display_name ? -1 : 1))
      .map(person);
    const everybody = mayCallEverybody(room, store.user) ? EVERYBODY : [];
    return [...best(members, query), ...best(everybody, query)];
  };
}

/** The rooms that the writer can see; after a space only those that are called so. @param {ChatState} store @returns {Source} */
export function rooms(store) {
  return (query) => {
    const found = best(store.rooms.filter((room) => room.room_type !== "direct").map(roomChoice), query);
    const isCalledSo = (/** @type {Suggestion} */ { names }) => names[0].toLowerCase().startsWith(query.toLowerCase());
    return /\s/.test(query) ? found.filter(isCalledSo) : found;
  };
}

/** Orders, which stand at the start. @param {ChatState} store @param {() => boolean} isTaken @returns {Source} */
export function commands(store, isTaken) {
  return (query) =>
    (isTaken() ? store.commands : [])
      .filter(({ name }) => name.startsWith(query.toLowerCase()))
      .map(({ name, usage, summary }) => ({
        key: name,
        insert: `/${name} `,
        names: [name],
        content: () => named(usage, summary),
      }));
}

/** @param {EmojiBook} book @returns {Source} */
export function emoji(book) {
  return async (query) => {
    if (query.length < EMOJI_FROM) return [];
    await book.load();
    return book.search(query, MOST_SHOWN).map((one) => ({
      key: one.text,
      insert: `${one.text} `,
      names: one.names,
      content: () => [element("span", { class: "choice-emoji" }, drawEmoji(one)), ...named(`:${one.name}:`, "")],
    }));
  };
}

/** @param {Suggestion[]} all @param {string} query */
function best(all, query) {
  return matching(all, query, ({ names }) => names).slice(0, MOST_SHOWN);
}

/** @param {Member} member @returns {Suggestion} */
function person(member) {
  const { username, display_name: name, status } = member;
  const dot = () => element("span", { class: "presence-dot" });
  const face = () => element("span", { class: `choice-face ${status}` }, avatar(member), dot());
  return {
    key: username,
    insert: `@${username} `,
    names: [name, username],
    content: () => [face(), ...named(name, `@${username}`), element("span", { class: "visually-hidden", text: status })],
  };
}

/** @param {string} name @param {string} whom @returns {Suggestion} */
function wide(name, whom) {
  const face = () => element("span", { class: "choice-sign" }, icon("users"));
  return { key: `@${name}`, insert: `@${name} `, names: [name], content: () => [face(), ...named(`@${name}`, whom)] };
}

/** @param {Room} room @returns {Suggestion} */
function roomChoice(room) {
  const name = titleOf(room);
  const about = room.topic || room.description || "";
  return {
    key: String(room.id),
    insert: `#${name} `,
    names: [name],
    content: () => [roomIcon(room), ...named(name, about)],
  };
}

const EVERYBODY = [wide("room", "everybody in this room"), wide("here", "those who are present")];

/** @param {string} name @param {string} detail */
function named(name, detail) {
  return [
    element("bdi", { class: "choice-name", text: name }),
    element("span", { class: "choice-detail", text: detail, attrs: { dir: "auto" } }),
  ];
}
