// @ts-check
import assert from "node:assert/strict";
import { beforeEach, describe, test } from "node:test";

import { Socket, backoff, retryAfterOf } from "../../static/js/lib/socket.js";

/** The part of a WebSocket that Socket uses, moved by the test. */
class FakeWebSocket {
  readyState = 0;
  /** @type {string[]} */
  sent = [];
  /** @type {(() => void) | null} */
  onopen = null;
  /** @type {((event: {data: unknown}) => void) | null} */
  onmessage = null;
  /** @type {((event: {code: number, reason: string}) => void) | null} */
  onclose = null;

  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  open() {
    this.readyState = 1;
    this.onopen?.();
  }

  /** @param {object} event */
  receive(event) {
    this.onmessage?.({ data: JSON.stringify(event) });
  }

  /** @param {number} code @param {string} [reason] */
  end(code, reason = "") {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** @param {string} text */
  send(text) {
    this.sent.push(text);
  }

  close() {
    this.readyState = 2;
  }
}

/** A browser whose clock the test moves. */
class World {
  time = 1_000_000;
  /** @type {FakeWebSocket[]} */
  sockets = [];
  /** @type {Set<{at: number, callback: () => void}>} */
  timers = new Set();
  window = new EventTarget();
  document = Object.assign(new EventTarget(), { visibilityState: "visible" });
  origin = "https://chat.example";
  signedOut = 0;
  signedIn = false;
  isSignedIn = async () => this.signedIn;
  random = () => 0.5;
  now = () => this.time;
  clearTimeout = (/** @type {any} */ timer) => void this.timers.delete(timer);
  onSignedOut = () => void (this.signedOut += 1);

  /** @param {string} url @returns {any} A stand-in, not a whole WebSocket. */
  connect = (url) => {
    const socket = new FakeWebSocket(url);
    this.sockets.push(socket);
    return socket;
  };

  /** @param {() => void} callback @param {number} delay */
  setTimeout = (callback, delay) => {
    const timer = { at: this.time + delay, callback };
    this.timers.add(timer);
    return timer;
  };

  /** @param {number} milliseconds */
  pass(milliseconds) {
    const until = this.time + milliseconds;
    for (;;) {
      const next = [...this.timers].filter(({ at }) => at <= until).sort((one, other) => one.at - other.at)[0];
      if (!next) break;
      this.timers.delete(next);
      this.time = next.at;
      next.callback();
    }
    this.time = until;
  }

  get last() {
    const socket = this.sockets.at(-1);
    assert.ok(socket);
    return socket;
  }
}

/** @type {World} */
let world;
/** @type {Socket} */
let socket;
/** @type {string[]} */
let states;

beforeEach(async () => {
  world = new World();
  socket = new Socket("/ws/rooms/3", world);
  states = [];
  socket.addEventListener("state", (event) => states.push(/** @type {CustomEvent} */ (event).detail.state));
  await Promise.resolve();
});

describe("a connection", () => {
  test("goes to the same origin, encrypted when the page is", () => {
    assert.equal(world.last.url, "wss://chat.example/ws/rooms/3");
  });

  test("hands on parsed events and sends only while it is open", () => {
    /** @type {unknown[]} */
    const events = [];
    socket.addEventListener("event", (event) => events.push(/** @type {CustomEvent} */ (event).detail));
    assert.equal(socket.send({ type: "ping" }), false);
    world.last.open();
    assert.equal(socket.send({ type: "ping" }), true);
    world.last.receive({ type: "pong" });
    assert.deepEqual(world.last.sent, ['{"type":"ping"}']);
    assert.deepEqual(events, [{ type: "pong" }]);
    assert.deepEqual(states, ["connecting", "open"]);
  });
});

describe("a lost connection", () => {
  test("comes back after a wait that doubles up to three seconds", () => {
    assert.deepEqual([0, 1, 2, 20].map((attempt) => backoff(attempt, 0, 1)), [300, 600, 1200, 3000]);
    assert.equal(backoff(3, 0, 0), 0);
  });

  test("waits no longer than the outage has been, and fifteen seconds at most", () => {
    assert.deepEqual([500, 4_000, 60_000].map((away) => backoff(20, away, 1)), [3_000, 4_000, 15_000]);
    world.pass(10_000);
    world.random = () => 0.999;
    const lostAt = world.time;
    while (world.time < lostAt + 20_000) {
      const before = world.time;
      world.last.end(1006);
      while (world.last.readyState > 1) world.pass(1);
      assert.ok(world.time - before <= Math.max(3_000, before - lostAt));
    }
  });

  test("waits, then connects again", () => {
    world.last.open();
    world.last.end(1006);
    assert.equal(socket.state, "waiting");
    world.pass(149);
    assert.equal(world.sockets.length, 1);
    world.pass(1);
    assert.equal(world.sockets.length, 2);
  });

  test("says when it will try again", () => {
    /** @type {any[]} */
    const details = [];
    socket.addEventListener("state", (event) => details.push(/** @type {CustomEvent} */ (event).detail));
    world.last.end(1006);
    assert.deepEqual(details, [{ state: "waiting", retryAt: world.time + 150 }]);
  });

  test("a server that accepts and closes at once is not hammered", () => {
    world.last.open();
    world.last.end(4429);
    world.pass(150);
    world.last.open();
    world.last.end(4429);
    world.pass(299);
    assert.equal(world.sockets.length, 2);
    world.pass(1);
    assert.equal(world.sockets.length, 3);
  });

  test("a connection that lasted starts the waits afresh", () => {
    world.last.end(1006);
    world.pass(150);
    world.last.end(1006);
    world.pass(300);
    world.last.open();
    world.pass(10_000);
    world.last.end(1006);
    world.pass(150);
    assert.equal(world.sockets.length, 4);
  });

  test("a restarting server is given the time that it asks for", () => {
    world.last.open();
    world.last.end(1012, '{"retry_after": 4}');
    world.pass(4_149);
    assert.equal(world.sockets.length, 1);
    world.pass(1);
    assert.equal(world.sockets.length, 2);
  });

  test("a reason that is no such wish is no wait", () => {
    for (const reason of ["", "soon", "{}", '{"retry_after":"4"}', '{"retry_after":-1}', "null"]) {
      assert.equal(retryAfterOf(1012, reason), 0, reason);
    }
    assert.equal(retryAfterOf(1006, '{"retry_after":4}'), 0);
    assert.equal(retryAfterOf(1012, '{"retry_after":4000}'), 60);
  });

  test("is tried again at once when the network or the reader returns", () => {
    world.last.end(1006);
    world.window.dispatchEvent(new Event("online"));
    assert.equal(world.sockets.length, 2);
    world.last.end(1006);
    world.document.visibilityState = "hidden";
    world.document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(world.sockets.length, 2);
    world.document.visibilityState = "visible";
    world.document.dispatchEvent(new Event("visibilitychange"));
    assert.equal(world.sockets.length, 3);
    world.pass(60_000);
    assert.equal(world.sockets.filter((one) => one.readyState < 2).length, 1);
  });
});

describe("a reader who comes back", () => {
  const comeBack = () => world.document.dispatchEvent(new Event("visibilitychange"));

  test("knows within a second that the connection died meanwhile", () => {
    world.last.open();
    world.pass(20_000);
    comeBack();
    assert.deepEqual(world.last.sent, ['{"type":"ping"}']);
    world.pass(900);
    assert.equal(world.sockets.length, 2);
    assert.equal(socket.state, "connecting");
    assert.equal(world.sockets[0].readyState, 2);
  });

  test("keeps a connection that answers", () => {
    world.last.open();
    world.pass(20_000);
    comeBack();
    world.pass(200);
    world.last.receive({ type: "pong" });
    world.pass(20_000);
    assert.equal(world.sockets.length, 1);
    assert.equal(socket.state, "open");
  });

  test("does not wait for an attempt that hung while the phone slept, and gives a new one its time", () => {
    world.pass(20_000);
    comeBack();
    world.pass(900);
    assert.equal(world.sockets.length, 2);
    world.pass(20_000);
    assert.equal(world.sockets.length, 2);
  });

  test("after longer than a heartbeat is connected afresh without a wait", () => {
    world.last.open();
    world.time += 60_000; // frozen: no timer ran
    comeBack();
    assert.equal(world.sockets.length, 2);
    assert.equal(socket.state, "connecting");
  });
});

describe("silence", () => {
  test("of 40 seconds is a lost connection", () => {
    world.last.open();
    world.pass(25_000);
    world.last.receive({ type: "heartbeat" });
    world.pass(39_999);
    assert.equal(socket.state, "open");
    world.pass(1);
    assert.equal(socket.state, "waiting");
    assert.equal(world.last.readyState, 2);
  });

  test("what the dropped connection still says is not heard", () => {
    world.last.open();
    const first = world.last;
    world.pass(40_000);
    let heard = 0;
    socket.addEventListener("event", () => (heard += 1));
    first.receive({ type: "message" });
    first.end(1006);
    assert.equal(heard, 0);
    assert.equal(socket.state, "waiting");
  });
});

describe("an end", () => {
  test("of the session leads to the sign-in page and stays ended", async () => {
    world.last.open();
    world.last.end(4401);
    world.pass(60_000);
    await Promise.resolve();
    world.window.dispatchEvent(new Event("online"));
    assert.equal(world.signedOut, 1);
    assert.equal(world.sockets.length, 1);
    assert.equal(socket.state, "stopped");
  });

  test("of a session that a new one replaced is a reconnection", async () => {
    world.last.open();
    world.signedIn = true;
    world.last.end(4401);
    world.pass(2_000);
    await Promise.resolve();
    assert.equal(world.sockets.length, 2);
    assert.equal(world.signedOut, 0);
  });

  test("because there is no such room is not retried", () => {
    world.last.end(4404);
    world.pass(60_000);
    assert.equal(world.sockets.length, 1);
    assert.equal(world.signedOut, 0);
  });

  test("by the page itself closes the connection", () => {
    world.last.open();
    socket.stop();
    assert.equal(world.last.readyState, 2);
    assert.equal(socket.state, "stopped");
  });
});
