// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { groupsOf } from "../../static/js/chat/member_groups.js";
import { secondsUntil, splitStatus } from "../../static/js/chat/presence.js";
import { BOB, openStore } from "./chat_cast.js";

/** @param {string} name @param {object} [change] @returns {any} */
function member(name, change = {}) {
  const username = name.toLowerCase();
  return {
    user_id: `u-${username}`, username, display_name: name, role: "member", status: "online",
    joined_at: null, last_seen: null, is_agent: false, ...change,
  };
}

/** @param {any[]} members @param {string} [query] */
function named(members, query) {
  return groupsOf(members, query).map(({ title, members: found }) => [title, found.map((one) => one.display_name)]);
}

test("who runs the room comes first, the owner before moderators, then who is here, agents, and who is not", () => {
  const members = [
    member("Mona", { role: "moderator" }),
    member("Zoe", { role: "owner", status: "away" }),
    member("Abe", { role: "moderator" }),
    member("Lawyer", { is_agent: true, role: "moderator" }),
    member("Bea", { status: "busy" }),
    member("Owen", { role: "owner", status: "offline" }),
    member("ann"),
    member("Émile"),
    member("Gone", { status: "offline" }),
  ];
  assert.deepEqual(named(members), [
    ["Owners & mods", ["Zoe", "Abe", "Mona"]],
    ["Online", ["ann", "Bea", "Émile"]],
    ["Agents", ["Lawyer"]],
    ["Offline", ["Gone", "Owen"]],
  ]);
});

test("a part of a name finds members in all groups, accents or not, and groups without any are not listed", () => {
  const members = [member("Émile"), member("Emma", { status: "offline" }), member("Bob")];
  assert.deepEqual(named(members, "em"), [
    ["Online", ["Émile"]],
    ["Offline", ["Emma"]],
  ]);
  assert.deepEqual(named(members, "xyz"), []);
});

test("ten thousand members are listed in the order of their numbers", () => {
  const members = Array.from({ length: 10_000 }, (_, at) => member(`Name ${at}`, { status: at % 2 ? "online" : "offline" }));
  const [online, offline] = groupsOf(members);
  assert.deepEqual([online.members.length, offline.members.length], [5_000, 5_000]);
  assert.deepEqual(online.members.slice(0, 2).map((one) => one.display_name), ["Name 1", "Name 3"]);
});

test("an emoji at the beginning of a status text is told from its words", () => {
  assert.deepEqual(splitStatus("🌴 On holiday"), { emoji: "🌴", words: "On holiday" });
  assert.deepEqual(splitStatus("👩‍💻"), { emoji: "👩‍💻", words: "" });
  assert.deepEqual(splitStatus("🇩🇪🇫🇷"), { emoji: "🇩🇪", words: "🇫🇷" });
  assert.deepEqual(splitStatus(":party: Friday"), { emoji: ":party:", words: "Friday" });
  assert.deepEqual(splitStatus("3 things at once"), { emoji: "", words: "3 things at once" });
  assert.deepEqual(splitStatus(""), { emoji: "", words: "" });
});

test("every emoji that Unicode recommends is told from words, and other signs are words", () => {
  const recommended = new RegExp("^\\p{RGI_Emoji}$", "v");
  const emoji = ["👨‍👩‍👧‍👦", "🏳️‍🌈", "👩🏽‍💻", "🏃🏿‍♂️", "👁️‍🗨️", "🫱🏻‍🫲🏿", "👩‍❤️‍💋‍👨", "🏴󠁧󠁢󠁥󠁮󠁧󠁿"];
  const words = [];
  for (let point = 0x20; point < 0x1fb00; point += 1) {
    const one = String.fromCodePoint(point);
    if (!recommended.test(one)) words.push(one);
    emoji.push(...[one, `${one}\uFE0F`, `${one}\uFE0F\u20E3`, `${one}\u{1F3FD}`].filter((text) => recommended.test(text)));
  }
  assert.ok(emoji.length > 1500);
  for (const one of emoji) assert.equal(splitStatus(`${one} words`).emoji, one);
  for (const one of words) assert.equal(splitStatus(`${one} words`).emoji, "", one);
});

test("members that could not be loaded are told from those that are being loaded", () => {
  const store = openStore({ members: [] });
  const heard = [];
  store.addEventListener("members:2", () => heard.push(store.roster.hasFailed(2)));
  store.setMembersFailed(2, true);
  store.setMembers(2, [{ ...BOB, status: "online", joined_at: null, last_seen: null, is_agent: false }], 0);
  assert.deepEqual(heard, [true, false]);
});

test("a status lasts to the end of the day or of Sunday, and never less than the server takes", () => {
  const friday = new Date(2026, 10, 27, 22, 0);
  assert.equal(secondsUntil("", friday), null);
  assert.equal(secondsUntil("1800", friday), 1800);
  assert.equal(secondsUntil("today", friday), 2 * 3600);
  assert.equal(secondsUntil("week", friday), 50 * 3600);
  assert.equal(secondsUntil("week", new Date(2026, 10, 29, 23, 0)), 3600);
  assert.equal(secondsUntil("today", new Date(2026, 10, 27, 23, 59, 50)), 60);
});
