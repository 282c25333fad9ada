// @ts-check
/** @import {OutboxEntry, SendProblem} from "./types.js" */
import { unsentPrefix } from "../lib/unsent.js";
import { uniqueId } from "../lib/unique_id.js";

const TEMPORARY = new Set(["rate_limited", "busy"]);
const DEFAULT_WAIT_S = 1;
/** Beyond it, as in a room in slow mode, the writer decides. */
const LONGEST_WAIT_S = 10;
/** What another tab has written and not sent by then is sent from here: that tab may be gone or cut off. */
const TAKE_OVER_S = 5;

/**
 * Texts that the server has not confirmed yet. One entry per storage key, so that two tabs of a
 * user never overwrite each other's list. Each sends what was written in it and, later, what the other
 * could not send; a text sent by both is stored once, by its client_id.
 * One text per room is under way at a time: a refused one can not be overtaken by its successor.
 * Emits "change", and "failed" with the entry that the server has refused.
 */
export class Outbox extends EventTarget {
  /** @type {Map<string, OutboxEntry>} */
  #entries = new Map();
  /** @type {Map<number, string>} room -> client_id under way */
  #underWay = new Map();
  /** @type {Set<number>} rooms told to wait */
  #waiting = new Set();
  /** @type {Set<string>} client_ids that another tab is sending */
  #elsewhere = new Set();
  #prefix;
  #storage;
  #send;
  #schedule;
  #now;
  #makeId;

  /**
   * @param {{
   *   userId: string, storage: Storage, send: (command: object) => boolean,
   *   schedule?: (run: () => void, ms: number) => unknown, now?: () => number, makeId?: () => string
   * }} options `send` answers whether the command left
   */
  constructor({ userId, storage, send, schedule = setTimeout, now = Date.now, makeId }) {
    super();
    this.#prefix = unsentPrefix(userId, "message");
    this.#storage = storage;
    this.#send = send;
    this.#schedule = (/** @type {() => void} */ run, /** @type {number} */ ms) => schedule(run, ms);
    this.#now = now;
    this.#makeId = makeId ?? uniqueId;
    this.#restore();
  }

  /** Everything not confirmed, in the order of writing. @param {number} [roomId] @returns {OutboxEntry[]} */
  entries(roomId) {
    const all = [...this.#entries.values()].sort((a, b) => a.order - b.order);
    return roomId === undefined ? all : all.filter((entry) => entry.room_id === roomId);
  }

  /** How many texts will leave by themselves. */
  get waitingCount() {
    return [...this.#entries.values()].filter((entry) => !entry.failure).length;
  }

  /** @param {number} roomId @param {string} content @param {number | null} [replyTo] */
  add(roomId, content, replyTo = null) {
    const last = Math.max(0, ...[...this.#entries.values()].map((entry) => entry.order));
    /** @type {OutboxEntry} */
    const entry = {
      client_id: this.#makeId(),
      room_id: roomId,
      content,
      reply_to: replyTo,
      order: Math.max(this.#now(), last + 1),
      created_at: new Date(this.#now()).toISOString(),
      failure: null,
    };
    this.#keep(entry);
    this.#sendNext(roomId);
    return entry;
  }

  /** Sends all that is not confirmed: a new connection knows nothing of the old one's sends. */
  flush() {
    this.#underWay.clear();
    this.#waiting.clear();
    this.#elsewhere.clear();
    for (const roomId of new Set(this.entries().map((entry) => entry.room_id))) this.#sendNext(roomId);
  }

  /** @param {string} clientId */
  acknowledge(clientId) {
    const entry = this.#entries.get(clientId);
    if (!entry) return;
    this.#drop(entry);
    this.#sendNext(entry.room_id);
  }

  /** @param {string} clientId @param {SendProblem} problem */
  fail(clientId, problem) {
    const entry = this.#entries.get(clientId);
    if (!entry) return;
    this.#landed(entry);
    const wait = problem.retry_after ?? DEFAULT_WAIT_S;
    const isTemporary = TEMPORARY.has(problem.code);
    if (isTemporary && wait <= LONGEST_WAIT_S) return this.#wait(entry.room_id, wait);
    const detail = isTemporary ? `${problem.detail} Wait ${waitText(wait)}.` : problem.detail;
    const failed = { ...entry, failure: { code: problem.code, detail } };
    this.#keep(failed);
    this.dispatchEvent(new CustomEvent("failed", { detail: failed }));
    this.#sendNext(entry.room_id);
  }

  /** @param {string} clientId */
  retry(clientId) {
    const entry = this.#entries.get(clientId);
    if (!entry?.failure) return;
    this.#elsewhere.delete(clientId);
    this.#keep({ ...entry, failure: null });
    this.#sendNext(entry.room_id);
  }

  /** @param {string} clientId */
  discard(clientId) {
    const entry = this.#entries.get(clientId);
    if (entry) this.#drop(entry);
  }

  /**
   * Another tab wrote an entry, or confirmed or deleted it.
   * @param {string | null} key @param {string | null} text of the storage
   */
  heard(key, text) {
    if (!key?.startsWith(this.#prefix)) return;
    const clientId = key.slice(this.#prefix.length);
    if (this.#isUnderWay(clientId)) return;
    const entry = parsed(text);
    if (entry) this.#adopt(entry);
    else if (this.#entries.delete(clientId)) this.#changed();
  }

  /** @param {OutboxEntry} entry */
  #adopt(entry) {
    this.#entries.set(entry.client_id, entry);
    this.#elsewhere.add(entry.client_id);
    this.#schedule(() => {
      if (this.#elsewhere.delete(entry.client_id)) this.#sendNext(entry.room_id);
    }, TAKE_OVER_S * 1000);
    this.#changed();
  }

  /** @param {string} clientId */
  #isUnderWay(clientId) {
    return this.#underWay.get(this.#entries.get(clientId)?.room_id ?? -1) === clientId;
  }

  /** @param {number} roomId */
  #sendNext(roomId) {
    if (this.#underWay.has(roomId) || this.#waiting.has(roomId)) return;
    const isOurs = (/** @type {OutboxEntry} */ one) => !one.failure && !this.#elsewhere.has(one.client_id);
    const entry = this.entries(roomId).find(isOurs);
    if (!entry) return;
    const { client_id, content, reply_to } = entry;
    const left = this.#send({ type: "send_message", room_id: roomId, content, reply_to, client_id });
    if (left) this.#underWay.set(roomId, client_id);
  }

  /** @param {number} roomId @param {number} seconds */
  #wait(roomId, seconds) {
    this.#waiting.add(roomId);
    this.#schedule(() => {
      if (this.#waiting.delete(roomId)) this.#sendNext(roomId);
    }, seconds * 1000);
  }

  /** @param {OutboxEntry} entry */
  #landed(entry) {
    if (this.#underWay.get(entry.room_id) === entry.client_id) this.#underWay.delete(entry.room_id);
  }

  #restore() {
    for (let at = 0; at < this.#storage.length; at += 1) {
      const key = this.#storage.key(at);
      if (!key?.startsWith(this.#prefix)) continue;
      const entry = parsed(this.#storage.getItem(key));
      if (entry) this.#entries.set(entry.client_id, entry);
    }
  }

  /** @param {OutboxEntry} entry */
  #keep(entry) {
    this.#entries.set(entry.client_id, entry);
    try {
      this.#storage.setItem(this.#prefix + entry.client_id, JSON.stringify(entry));
    } catch {
      // A full or forbidden storage costs only the survival of a reload.
    }
    this.#changed();
  }

  /** @param {OutboxEntry} entry */
  #drop(entry) {
    this.#entries.delete(entry.client_id);
    this.#landed(entry);
    this.#storage.removeItem(this.#prefix + entry.client_id);
    this.#changed();
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}

/** @param {string | null} text @returns {OutboxEntry | null} */
function parsed(text) {
  try {
    const entry = JSON.parse(text ?? "");
    return typeof entry.client_id === "string" && typeof entry.content === "string" ? entry : null;
  } catch {
    return null;
  }
}

/** @param {number} seconds */
function waitText(seconds) {
  return seconds < 90 ? `${Math.ceil(seconds)} s` : `${Math.ceil(seconds / 60)} min`;
}
