// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";

import { showDesktopNotice } from "../../static/js/host/desktop_notices.js";

test("where pages may not show a notice, as on Android, the worker does", async (t) => {
  /** @type {unknown[]} */
  const shown = [];
  const registration = { showNotification: async (/** @type {unknown[]} */ ...notice) => void shown.push(notice) };
  const world = {
    Notification: class {
      constructor() {
        throw new TypeError("Illegal constructor");
      }
    },
    navigator: { serviceWorker: { getRegistration: async () => registration } },
  };
  for (const [name, value] of Object.entries(world)) {
    const before = Object.getOwnPropertyDescriptor(globalThis, name);
    Object.defineProperty(globalThis, name, { value, configurable: true });
    t.after(() => (before ? Object.defineProperty(globalThis, name, before) : Reflect.deleteProperty(globalThis, name)));
  }
  await showDesktopNotice("Bob: tea?", "/chat/7");
  assert.deepEqual(shown, [["AGENT", { body: "Bob: tea?", tag: "/chat/7", data: { href: "/chat/7" } }]]);
});
