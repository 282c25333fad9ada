// @ts-check
import { Problem, request } from "./http.js";
import { toLogin } from "./links.js";

const BASE = 300;
const SOON = 3_000;
const LONGEST = 15_000;
const SILENCE = 40_000;
const STEADY = 10_000;
/** How long a connection has to show that it is alive to a reader who comes back. */
const PROOF = 900;
const SIGNED_OUT = 4401;
const NOT_FOUND = 4404;
const NEW_SESSION = 1_000;

/**
 * What the socket needs of the browser, so that a test can bring its own.
 * @typedef {object} Surroundings
 * @property {(url: string) => WebSocket} connect
 * @property {() => number} now In milliseconds.
 * @property {(callback: () => void, delay: number) => any} setTimeout
 * @property {(timer: any) => void} clearTimeout
 * @property {() => number} random
 * @property {string} origin
 * @property {EventTarget} window
 * @property {EventTarget & {visibilityState: string}} document
 * @property {() => Promise<boolean>} isSignedIn
 * @property {() => void} onSignedOut
 */

/** @returns {Surroundings} */
function browser() {
  return {
    connect: (url) => new WebSocket(url),
    now: () => Date.now(),
    setTimeout: (callback, delay) => setTimeout(callback, delay),
    clearTimeout: (timer) => clearTimeout(timer),
    random: Math.random,
    origin: location.origin,
    window,
    document,
    isSignedIn,
    onSignedOut: toLogin,
  };
}

/** An unreachable server says nothing about the session. */
async function isSignedIn() {
  try {
    await request("GET", "/api/auth/validate", undefined, { onSignedOut: () => undefined });
    return true;
  } catch (error) {
    return !(error instanceof Problem) || error.status !== 401;
  }
}

/**
 * The wait before the next attempt, in milliseconds, after what a restarting server asked for: any
 * time under a ceiling that doubles up to SOON and from then on is as long as the outage has been.
 * A restart of a second costs nobody more than SOON, and nobody knocks often during a long one.
 * @param {number} attempt 0 for the first.
 * @param {number} away How long the connection has been lost, in milliseconds.
 * @param {number} random 0 to 1.
 * @param {number} [retryAfter] In seconds.
 */
export function backoff(attempt, away, random, retryAfter = 0) {
  const ceiling = Math.max(away, Math.min(SOON, BASE * 2 ** Math.min(attempt, 20)));
  return retryAfter * 1000 + random * Math.min(LONGEST, ceiling);
}

/**
 * The seconds that a close with 1012 asks for: `{"retry_after": 2}` as its reason.
 * @param {number} code
 * @param {string} reason
 */
export function retryAfterOf(code, reason) {
  if (code !== 1012) return 0;
  try {
    const seconds = JSON.parse(reason).retry_after;
    return typeof seconds === "number" && seconds > 0 ? Math.min(seconds, 60) : 0;
  } catch {
    return 0;
  }
}

/**
 * A WebSocket that comes back by itself. Emits "open", "close" (detail {code, reason}), "event"
 * (detail: the parsed event) and "state" (detail {state, retryAt?}).
 */
export class Socket extends EventTarget {
  /** @type {Surroundings} */
  #world;
  #path;
  /** @type {WebSocket | null} */
  #socket = null;
  /** @type {"connecting" | "open" | "waiting" | "stopped"} */
  #state = "waiting";
  #attempt = 0;
  #openedAt = 0;
  #lostAt = 0;
  #heardAt = 0;
  /** @type {any} The timer's type differs between browsers and Node. */
  #retryTimer = null;
  /** @type {any} */
  #silenceTimer = null;
  /** @type {any} */
  #proofTimer = null;
  #wake = () => this.#awake();

  /**
   * @param {string} path Such as "/ws".
   * @param {Partial<Surroundings>} [surroundings]
   */
  constructor(path, surroundings) {
    super();
    this.#path = path;
    this.#world = surroundings ? /** @type {Surroundings} */ (surroundings) : browser();
    this.#world.window.addEventListener("online", this.#wake);
    this.#world.window.addEventListener("pageshow", this.#wake);
    this.#world.document.addEventListener("visibilitychange", this.#wake);
    // A listener that is added right after construction hears the first state.
    queueMicrotask(() => this.#connect());
  }

  get state() {
    return this.#state;
  }

  /**
   * @param {object} command
   * @returns {boolean} Whether it was handed to an open connection.
   */
  send(command) {
    if (this.#state !== "open" || !this.#socket) return false;
    this.#socket.send(JSON.stringify(command));
    return true;
  }

  /** Ends the wait for the next attempt. */
  retryNow() {
    if (this.#state === "waiting") this.#connect();
  }

  /** Ends the connection for good. */
  stop() {
    this.#drop();
    this.#world.window.removeEventListener("online", this.#wake);
    this.#world.window.removeEventListener("pageshow", this.#wake);
    this.#world.document.removeEventListener("visibilitychange", this.#wake);
    this.#become("stopped");
  }

  #connect() {
    if (this.#state === "stopped" || this.#socket) return;
    this.#world.clearTimeout(this.#retryTimer);
    this.#become("connecting");
    const socket = this.#world.connect(this.#world.origin.replace(/^http/, "ws") + this.#path);
    this.#socket = socket;
    socket.onopen = () => this.#opened(socket);
    socket.onmessage = ({ data }) => this.#heard(socket, data);
    socket.onclose = ({ code, reason }) => this.#closed(socket, code, reason);
    this.#listen();
  }

  /** @param {WebSocket} socket */
  #opened(socket) {
    if (socket !== this.#socket) return;
    this.#openedAt = this.#world.now();
    this.#become("open");
    this.dispatchEvent(new CustomEvent("open"));
  }

  /**
   * @param {WebSocket} socket
   * @param {unknown} data
   */
  #heard(socket, data) {
    if (socket !== this.#socket) return;
    this.#heardAt = this.#world.now();
    if (typeof data === "string") this.dispatchEvent(new CustomEvent("event", { detail: JSON.parse(data) }));
  }

  /**
   * @param {WebSocket} socket
   * @param {number} code
   * @param {string} reason
   */
  #closed(socket, code, reason) {
    if (socket !== this.#socket) return;
    const steady = this.#openedAt > 0 && this.#world.now() - this.#openedAt >= STEADY;
    this.#drop();
    this.dispatchEvent(new CustomEvent("close", { detail: { code, reason } }));
    if (code === NOT_FOUND) {
      this.stop();
      return;
    }
    // Only a connection that lasted resets the wait: a server that accepts and closes at once is not hammered.
    if (steady) this.#attempt = 0;
    if (this.#attempt === 0) this.#lostAt = this.#world.now();
    const away = this.#world.now() - this.#lostAt;
    let wait = backoff(this.#attempt, away, this.#world.random(), retryAfterOf(code, reason));
    if (code === SIGNED_OUT) wait += NEW_SESSION;
    this.#attempt += 1;
    this.#become("waiting", this.#world.now() + wait);
    const next = code === SIGNED_OUT ? () => void this.#verify() : () => this.retryNow();
    this.#retryTimer = this.#world.setTimeout(next, wait);
  }

  /** A changed password ends the session just before the answer brings the new one: then one goes on. */
  async #verify() {
    const signedIn = await this.#world.isSignedIn();
    if (this.#state !== "waiting") return;
    if (signedIn) {
      this.#connect();
      return;
    }
    this.stop();
    this.#world.onSignedOut();
  }

  /** A phone that slept has lost its connection without being told: who looks again is to know at once. */
  #awake() {
    if (this.#world.document.visibilityState === "hidden") return;
    const asked = this.#socket;
    if (!asked) return this.retryNow();
    this.#listen();
    if (asked !== this.#socket) return this.retryNow();
    const since = this.#world.now();
    this.send({ type: "ping" });
    this.#world.clearTimeout(this.#proofTimer);
    this.#proofTimer = this.#world.setTimeout(() => {
      if (this.#heardAt > since || this.#openedAt > since) return;
      this.#closed(asked, 1006, "no answer");
      this.retryNow();
    }, PROOF);
  }

  /** Frozen tabs and dead networks close nothing; the missing heartbeat tells. */
  #listen() {
    this.#world.clearTimeout(this.#silenceTimer);
    if (this.#state === "connecting") this.#heardAt = Math.max(this.#heardAt, this.#world.now());
    const left = this.#heardAt + SILENCE - this.#world.now();
    if (left <= 0 && this.#socket) {
      const silent = this.#socket;
      this.#closed(silent, 1006, "silence");
      return;
    }
    this.#silenceTimer = this.#world.setTimeout(() => this.#listen(), left);
  }

  /** Lets go of the present connection; what it still says is not heard. */
  #drop() {
    this.#world.clearTimeout(this.#retryTimer);
    this.#world.clearTimeout(this.#silenceTimer);
    this.#world.clearTimeout(this.#proofTimer);
    const socket = this.#socket;
    this.#socket = null;
    this.#openedAt = 0;
    if (socket && socket.readyState <= 1) socket.close();
  }

  /**
   * @param {"connecting" | "open" | "waiting" | "stopped"} state
   * @param {number} [retryAt]
   */
  #become(state, retryAt) {
    this.#state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: { state, retryAt } }));
  }
}
