// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { isInFence, wordAt } from "../../static/js/chat/completion_word.js";
import { commands, emoji, people, rooms } from "../../static/js/chat/later/completion_sources.js";
import { EmojiBook } from "../../static/js/chat/later/emoji_book.js";
import { withRoomLinks, withoutRoomLinks } from "../../static/js/chat/room_links.js";
import { ALICE, BOB, openStore, posted, room } from "./chat_cast.js";

const CAROL = { user_id: "u-carol", username: "caz", display_name: "Carol Bobbin", role: "member" };
const MEMBERS = [ALICE, BOB, CAROL].map((user) => ({ ...user, status: "online", joined_at: null, last_seen: null, is_agent: false }));

/** @param {string} text with | where the caret is */
function word(text) {
  const found = wordAt(text.replace("|", ""), text.indexOf("|"));
  return found && found.mark + found.query;
}

/** @param {any[] | Promise<any[]>} found */
const inserted = async (found) => (await found).map(({ insert }) => insert);

test("a word with a mark is found where the caret is at its end", () => {
  for (const [text, found] of [
    ["@|", "@"], ["hello @bo|", "@bo"], ["(@bo|)", "@bo"], ["@bo| and more", "@bo"], ["@Zoë|", "@Zoë"],
    ["see #rel|", "#rel"], ["#release no|", "#release no"], ["#release no @bo|", "@bo"], [":ta|", ":ta"], ["**:+1|", ":+1"], ["/top|", "/top"], ["a\n@b|", "@b"],
  ]) assert.equal(word(text), found, text);
});

test("addresses, times, mail, paths and words further on are no marks", () => {
  for (const text of [
    "a@b|", "10:30|", "http:|", "http://a|", "std::ve|", "x#y|", "&#12|", "usr/bin|", "@bo|b", "@bo |", "# Title|", "#rel |", "\\@bo|",
  ]) assert.equal(word(text), null, text);
});

test("nothing is offered in code", () => {
  for (const text of ["`@bo|`", "```\n@bo|", "a `x` and `@bo|"]) assert.equal(word(text), null, text);
  assert.equal(word("`x` @bo|"), "@bo");
  assert.equal(word("```\nx\n```\n@bo|"), "@bo");
  assert.equal(isInFence("```js\nx\n```\n", 12), false);
  assert.equal(isInFence("```js\nx", 7), true);
});

test("those who spoke last come first, and oneself never", async () => {
  const store = openStore({ members: MEMBERS });
  assert.deepEqual(await inserted(people(store)("")), ["@bob ", "@caz "]);
  store.apply(posted(11, CAROL));
  assert.deepEqual(await inserted(people(store)("")), ["@caz ", "@bob "]);
  assert.deepEqual(await inserted(people(store)("bob")), ["@bob ", "@caz "]);
  assert.deepEqual(await inserted(people(store)("zed")), []);
});

test("everybody is offered after the members, and only to one who may call everybody", async () => {
  const to = async (/** @type {object} */ change) =>
    inserted(people(openStore({ rooms: [room(1, change)], members: MEMBERS }))(""));
  const all = ["@bob ", "@caz ", "@room ", "@here "];
  assert.deepEqual(await to({ role: "member" }), all.slice(0, 2));
  assert.deepEqual(await to({ role: "moderator" }), all);
  assert.deepEqual(await to({ role: "member", room_type: "private" }), all);
});

test("rooms are found by any word of their names, direct ones are not", async () => {
  const store = openStore({ rooms: [room(1, { name: "Release notes" }), room(2, { name: "x", room_type: "direct" })] });
  assert.deepEqual(await inserted(rooms(store)("no")), ["#Release notes "]);
  assert.deepEqual(await inserted(rooms(store)("")), ["#Release notes "]);
  assert.deepEqual(await inserted(rooms(store)("release n")), ["#Release notes "]);
  assert.deepEqual(await inserted(rooms(store)("notes re")), []);
});

test("orders are found by their beginning", async () => {
  const store = openStore();
  store.commands = ["topic", "poll", "me"].map((name) => ({ name, usage: `/${name}`, summary: "" }));
  assert.deepEqual(await inserted(commands(store, () => true)("To")), ["/topic "]);
  assert.deepEqual(await inserted(commands(store, () => true)("opic")), []);
  assert.deepEqual(await inserted(commands(store, () => false)("To")), []);
});

/** @type {Record<string, any>} */
const ANSWERS = {
  "/api/shortcodes": { shortcodes: { tada: "🎉", party_popper: "🎉", dart: "🎯", stadium: "🏟️", heart: "❤️", red_heart: "❤️" } },
  "/api/emoji": { emoji: [{ name: "tada_parrot", url: "/api/emoji/tada_parrot?v=1" }] },
};

test("emoji are found from two letters on, by all their names, the server's own as shortcodes", async () => {
  const book = new EmojiBook({ ask: async (_method, path) => ANSWERS[path] });
  const find = emoji(book);
  assert.deepEqual(await find("t"), []);
  assert.deepEqual(await inserted(find("tada")), ["🎉 ", ":tada_parrot: "]);
  assert.deepEqual(await inserted(find("popper")), ["🎉 "]);
  assert.deepEqual(await inserted(find("ada")), ["🎉 ", ":tada_parrot: "]);
  assert.deepEqual(book.search("heart red", 9).map(({ text }) => text), ["❤️"]);
});

test("emoji that could not be loaded are asked for again", async () => {
  let asked = 0;
  const book = new EmojiBook({
    ask: async (_method, path) => {
      asked += 1;
      if (asked < 3) throw new Error("offline");
      return ANSWERS[path];
    },
  });
  await book.load();
  assert.deepEqual(book.search("tada", 9), []);
  await book.load();
  assert.equal(book.search("tada", 9).length, 2);
});

const ORIGIN = "https://chat.example";
const ROOMS = [room(1, { name: "Release" }), room(2, { name: "Release notes" }), room(3, { name: "C++ [old]" })];

test("the name of a room is sent as a link, and is a name again when it is edited", () => {
  const typed = "See #Release notes, #Release and #C++ [old].";
  const sent = withRoomLinks(typed, ROOMS, ORIGIN);
  assert.equal(
    sent,
    `See [#Release notes](${ORIGIN}/chat/2), [#Release](${ORIGIN}/chat/1) and [#C++ \\[old\\]](${ORIGIN}/chat/3).`,
  );
  assert.equal(withoutRoomLinks(sent, ROOMS, ORIGIN), typed);
  assert.equal(withRoomLinks(sent, ROOMS, ORIGIN), sent);
});

test("what only looks like a room, and code, stays as it is", () => {
  for (const text of ["#Releases", "x#Release", "`#Release`", "```\n#Release\n```", "a/#Release", "&#Release", "#release"]) {
    assert.equal(withRoomLinks(text, ROOMS, ORIGIN), text);
  }
  const gone = `[#Gone](${ORIGIN}/chat/99)`;
  assert.equal(withoutRoomLinks(gone, ROOMS, ORIGIN), gone);
});
