// @ts-check
import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";

import { Conversation } from "../../static/js/host/imessage_conversation.js";
import { MemoryStorage } from "./chat_cast.js";

/** @type {any} A stand-in for the browser's Storage. */
let storage;
/** @type {Response[]} */
let answers;
/** @type {any[]} */
let asked;

beforeEach(() => {
  storage = new MemoryStorage();
  answers = [];
  asked = [];
  globalThis.fetch = async (_path, init) => {
    asked.push(JSON.parse(String(init?.body)));
    return answers.shift() ?? Promise.reject(new TypeError("failed to fetch"));
  };
});

/** @param {string} text */
const answer = (text) => Response.json({ success: true, result: { answer: text, sources: [] } });

/** @param {Conversation} conversation */
const texts = (conversation) => conversation.lines.map(({ from, text }) => `${from}: ${text}`);

test("a question and its answer survive a reload of the tab", async () => {
  answers.push(answer("A server."));
  await new Conversation("u_1", "general", storage).ask("What is this?");
  assert.deepEqual(asked, [{ query: "What is this?", domain: "general" }]);
  assert.deepEqual(texts(new Conversation("u_1", "general", storage)), ["me: What is this?", "agent: A server."]);
});

test("another person at the same tab, and another domain, see none of it", async () => {
  answers.push(answer("A server."));
  await new Conversation("u_1", "general", storage).ask("What is this?");
  assert.deepEqual(texts(new Conversation("u_2", "general", storage)), []);
  assert.deepEqual(texts(new Conversation("u_1", "trader", storage)), []);
});

test("a problem can be retried and leaves no trace once answered", async () => {
  const conversation = new Conversation("u_1", "general", storage);
  await conversation.ask("Are you there?");
  assert.match(texts(conversation)[1] ?? "", /^problem: The server can't be reached/);
  answers.push(answer("Yes."));
  await conversation.retry();
  assert.deepEqual(texts(conversation), ["me: Are you there?", "agent: Yes."]);
});

test("an older problem stays where it is when a later question is asked", async () => {
  const conversation = new Conversation("u_1", "general", storage);
  await conversation.ask("One?");
  answers.push(answer("Two."));
  await conversation.ask("Two?");
  await conversation.retry();
  assert.equal(asked.length, 2);
  assert.equal(conversation.lines.length, 4);
});

test("a question whose answer was missed by a reload can be retried", async () => {
  const left = new Conversation("u_1", "general", storage);
  globalThis.fetch = () => new Promise(() => undefined);
  void left.ask("Slow?");
  const back = new Conversation("u_1", "general", storage);
  assert.deepEqual(texts(back), ["me: Slow?", "problem: The page was left before the answer came."]);
});

test("one question at a time", async () => {
  const conversation = new Conversation("u_1", "general", storage);
  answers.push(answer("First."), answer("Second."));
  await Promise.all([conversation.ask("One?"), conversation.ask("Two?")]);
  assert.deepEqual(texts(conversation), ["me: One?", "agent: First."]);
});
