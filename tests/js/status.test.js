// @ts-check
import assert from "node:assert/strict";
import { test } from "node:test";
import { quietUntil } from "../../static/js/chat/quiet_hours.js";
import { statusWords } from "../../static/js/chat/status_words.js";

/** @param {string} state @param {object} [about] */
function said(state, about = {}) {
  const { text, queue, act } = statusWords({ state }, { isOnline: true, wasOpen: true, waiting: 0, failed: 0, ...about });
  return [text, queue, act];
}

test("the status bar says in words how the connection is and what to do", () => {
  assert.deepEqual(said("open"), ["Connected", "", null]);
  assert.deepEqual(said("connecting", { wasOpen: false }), ["Connecting…", "", null]);
  assert.deepEqual(said("connecting"), ["Reconnecting…", "", null]);
  assert.deepEqual(said("waiting"), ["Reconnecting", "", "retry"]);
  assert.deepEqual(said("waiting", { isOnline: false }), ["Offline", "", null]);
  assert.deepEqual(said("stopped", { isOnline: false }), ["Signed out", "", "sign-in"]);
});

test("the status bar says what is queued and what was refused", () => {
  assert.deepEqual(said("open", { waiting: 2 }), ["Sending 2 messages…", "", null]);
  assert.deepEqual(said("waiting", { waiting: 1 }), ["Reconnecting", "1 message waits", "retry"]);
  assert.deepEqual(said("open", { isOnline: false }), ["Connected", "", null]);
  assert.deepEqual(said("open", { isOnline: false, waiting: 2 }), ["Offline: 2 messages wait", "", null]);
  assert.deepEqual(said("waiting", { isOnline: false, waiting: 2 }), ["Offline: 2 messages wait", "", null]);
  assert.deepEqual(said("open", { failed: 1, waiting: 1 }), ["1 message was not sent", "", "unsent"]);
  assert.deepEqual(said("stopped", { waiting: 1 }), ["Signed out", "1 message waits", "sign-in"]);
});

test("hours without disturbance end when they end where they were chosen", () => {
  const night = { start: "22:00", end: "07:00", timezone: "Europe/Berlin" };
  const at = (/** @type {string} */ time) => quietUntil(night, new Date(`2025-01-15T${time}Z`))?.toISOString();
  assert.equal(at("20:59:59"), undefined);
  assert.equal(at("21:00:00"), "2025-01-16T06:00:00.000Z");
  assert.equal(at("05:59:30"), "2025-01-15T06:00:00.000Z");
  assert.equal(at("06:00:00"), undefined);
  assert.equal(quietUntil(null, new Date()), null);
  const noon = { start: "12:00", end: "13:00", timezone: "UTC" };
  assert.equal(quietUntil(noon, new Date("2025-01-15T12:30:00Z"))?.toISOString(), "2025-01-15T13:00:00.000Z");
  assert.equal(quietUntil({ ...noon, end: "12:00" }, new Date("2025-01-15T12:00:00Z")), null);
});
