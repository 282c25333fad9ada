// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { Drafts } from "../../static/js/chat/drafts.js";
import { countUnsent, lossOf, unsentOfOthers } from "../../static/js/host/unsent_count.js";
import { ALICE, BOB, MemoryStorage, outbox } from "./chat_cast.js";

/** What alice and bob have left behind. */
function left() {
  const storage = /** @type {any} */ (new MemoryStorage());
  storage.setItem("theme", "dark");
  const box = outbox({ storage, send: () => false });
  box.add(1, "first", 9);
  box.add(2, "second");
  const drafts = new Drafts({ userId: ALICE.user_id, storage });
  drafts.write(1, "half a th");
  drafts.write("thread-9", "as I h");
  drafts.write(3, "  ");
  new Drafts({ userId: BOB.user_id, storage }).write(1, "bob's own");
  return storage;
}

test("what an account wrote and did not send is counted, and nobody else's", () => {
  assert.deepEqual(countUnsent(left(), ALICE.user_id), { messages: 2, drafts: 2 });
  assert.deepEqual(countUnsent(left(), BOB.user_id), { messages: 0, drafts: 1 });
  assert.deepEqual(countUnsent(left(), "u-carol"), { messages: 0, drafts: 0 });
});

test("what others did not send is theirs", () => {
  assert.deepEqual(unsentOfOthers(left(), ALICE.user_id), [[`unsent.${BOB.user_id}.draft.1`, "bob's own"]]);
});

test("what would be lost is said in a sentence, and nothing is said of nothing", () => {
  const end = "Signing out deletes them from this browser.";
  assert.equal(lossOf({ messages: 2, drafts: 0 }), `2 messages were not sent. ${end}`);
  assert.equal(lossOf({ messages: 1, drafts: 3 }), `1 message was not sent, and 3 drafts are not finished. ${end}`);
  assert.equal(lossOf({ messages: 1, drafts: 0 }), "1 message was not sent. Signing out deletes it from this browser.");
  assert.equal(lossOf({ messages: 0, drafts: 0 }), "");
});
