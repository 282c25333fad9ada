// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { onFirstUse } from "../../static/js/chat/first_use.js";

/** As much of an element as is needed here. */
class FakeElement extends EventTarget {
  isConnected = true;
  isUnderMouse = true;

  /** @param {string} selector */
  matches(selector) {
    return selector !== ":hover" || this.isUnderMouse;
  }
}
Object.assign(globalThis, { Element: FakeElement });

/** A part that is there once `come` is called, or is told to fail. */
function waitingPart() {
  /** @type {{come: () => void, fail: () => void, asked: number, isAsked: () => boolean}} */
  const wait = { come: () => undefined, fail: () => undefined, asked: 0, isAsked: () => false };
  const part = (/** @type {(loaded: string) => void} */ use, /** @type {{isAsked?: () => boolean}} */ options = {}) =>
    new Promise((/** @type {(value: void) => void} */ resolve) => {
      wait.asked += 1;
      wait.isAsked = options.isAsked ?? wait.isAsked;
      wait.come = () => resolve(use("loaded"));
      wait.fail = resolve;
    });
  return { wait, part };
}

function listened() {
  const node = new FakeElement();
  const { wait, part } = waitingPart();
  /** @type {string[]} */
  const heard = [];
  onFirstUse(/** @type {any} */ (node), {
    signs: ["pointerover", "click"],
    isHeld: ({ type }) => type === "click",
    part,
    begin: () => {
      for (const name of ["pointerover", "click"]) node.addEventListener(name, () => heard.push(name));
    },
  });
  return { node, wait, heard };
}

test("a click that came before its part is done once, when the part is there", () => {
  const { node, wait, heard } = listened();
  const click = new Event("click", { cancelable: true });
  node.dispatchEvent(click);
  assert.ok(click.defaultPrevented);
  assert.deepEqual(heard, []);
  wait.come();
  assert.deepEqual(heard, ["click"]);
  node.dispatchEvent(new Event("click"));
  assert.deepEqual(heard, ["click", "click"]);
  assert.equal(wait.asked, 1);
});

test("the mouse over a row is told once of many times, and not when it has gone on", () => {
  const { node, wait, heard } = listened();
  for (let time = 0; time < 3; time += 1) node.dispatchEvent(new Event("pointerover"));
  wait.come();
  assert.deepEqual(heard, ["pointerover"]);

  const gone = listened();
  gone.node.dispatchEvent(new Event("pointerover"));
  gone.node.isUnderMouse = false;
  gone.wait.come();
  assert.deepEqual(gone.heard, []);
});

test("what could not be loaded is asked for again at the next click, not whenever the mouse moves", async () => {
  const { node, wait, heard } = listened();
  node.dispatchEvent(new Event("click"));
  wait.fail();
  await new Promise((resolve) => setImmediate(resolve));
  node.dispatchEvent(new Event("pointerover"));
  assert.equal(wait.asked, 1);
  node.dispatchEvent(new Event("click"));
  assert.equal(wait.asked, 2);
  wait.come();
  assert.deepEqual(heard, ["pointerover", "click"]);
});

test("that it could not be loaded is told to who clicked, not to who only came near", () => {
  const { node, wait } = listened();
  node.dispatchEvent(new Event("pointerover"));
  assert.equal(wait.isAsked(), false);
  node.dispatchEvent(new Event("click", { cancelable: true }));
  assert.equal(wait.isAsked(), true);
});
