// @ts-check
/** @import {Store} from "../store.js" */
/** @import {Member, Room} from "../types.js" */
/** @import {Act, Answers} from "./member_acts.js" */
import { copied } from "../../lib/clipboard.js";
import { element, find, icon } from "../../lib/dom.js";
import { toast } from "../../lib/toast.js";
import { attempt } from "../../lib/attempt.js";
import { Floating } from "../floating.js";
import { mayPost } from "../room_rights.js";
import { MemberActDialog } from "./member_act_dialog.js";
import { actsOn } from "./member_acts.js";
import { drawProfile } from "./member_profile.js";

const GAP = 8;
const WIDE = matchMedia("(min-width: 1024px)");
const NO_ANSWERS = { seconds: 0, reason: "" };

/** @typedef {{label: string, image: string, isDanger?: boolean, isQuick?: boolean, act: () => unknown}} Entry */

/** Who a member is, and what the reader may do with them. */
export class MemberCard {
  #node;
  #floating;
  #store;
  #message;
  #mention;
  #dialog = new MemberActDialog();
  /** @type {Entry[]} */
  #entries = [];

  /**
   * @param {{
   *   store: Store, message: (usernames: string[]) => Promise<void>, mention: (username: string) => void
   * }} parts
   */
  constructor({ store, message, mention }) {
    this.#node = find("[data-member-card]");
    this.#floating = new Floating(this.#node);
    this.#store = store;
    this.#message = message;
    this.#mention = mention;
    this.#node.addEventListener("click", ({ target }) => this.#clicked(target));
    this.#node.addEventListener("keydown", (event) => this.#moved(event));
    store.addEventListener("current", () => this.#floating.close({ isQuiet: true }));
  }

  /** @param {string} userId @param {HTMLElement} anchor @param {HTMLElement} [returnTo] */
  open(userId, anchor, returnTo = anchor) {
    const room = this.#store.current;
    const member = room && this.#store.members(room.id)?.find((one) => one.user_id === userId);
    if (!room) return;
    if (!member) return void toast("They are not in this room any more.");
    const quick = this.#quickEntries(room, member);
    const acts = actsOn(room, member, this.#store.user).map((act) => this.#entryOf(act));
    this.#entries = [...quick, ...acts];
    this.#node.setAttribute("aria-label", member.display_name);
    this.#node.replaceChildren(
      ...drawProfile(member, userId === this.#store.user.user_id),
      element("div", { class: "card-quick" }, ...quick.map(drawEntry)),
      ...acts.map(drawEntry),
    );
    this.#floating.open(placeBeside(anchor, this.#node), { returnTo });
    (this.#items()[0] ?? this.#node).focus({ preventScroll: true });
  }

  /** @param {Room} room @param {Member} member @returns {Entry[]} */
  #quickEntries(room, { user_id, username }) {
    const { user } = this.#store;
    const isOther = user_id !== user.user_id;
    /** @type {Entry[]} */
    const entries = [{ label: "Copy name", image: "copy", act: () => copy(username) }];
    if (isOther && mayPost(room, user)) {
      entries.unshift({ label: "Mention", image: "at", act: () => this.#mention(username) });
    }
    if (isOther && user.role !== "guest") {
      entries.unshift({ label: "Message", image: "edit", act: () => this.#message([username]) });
    }
    return entries.map((entry) => ({ ...entry, isQuick: true }));
  }

  /** @param {Act} act @returns {Entry} */
  #entryOf(act) {
    const perform = async (/** @type {Answers} */ answers) => {
      await act.run(answers);
      const { undo } = act;
      const action = undo && { label: "Undo", act: () => attempt(async () => void (await undo())) };
      toast(act.said, { level: "success", action });
    };
    const start = () => (act.question ? this.#dialog.open(act, perform) : perform(NO_ANSWERS));
    return { label: act.label, image: act.image, isDanger: act.isDanger, act: start };
  }

  #items() {
    return /** @type {HTMLElement[]} */ ([...this.#node.querySelectorAll("[data-entry]")]);
  }

  /** @param {EventTarget | null} target */
  #clicked(target) {
    const item = target instanceof Element ? target.closest("[data-entry]") : null;
    const entry = this.#entries[this.#items().findIndex((one) => one === item)];
    if (!entry) return;
    this.#floating.close();
    attempt(async () => void (await entry.act()));
  }

  /** @param {KeyboardEvent} event */
  #moved(event) {
    const items = this.#items();
    const step = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1 }[event.key];
    if (step === undefined || !items.length) return;
    event.preventDefault();
    const at = items.findIndex((item) => item === document.activeElement);
    items[(at + step + items.length) % items.length].focus();
  }
}

/** @param {string} username */
async function copy(username) {
  if (await copied(`@${username}`)) toast(`@${username} copied`);
  else toast(`The browser does not let this page copy. The name is @${username}.`, { level: "warning" });
}

/** Beside the messages: left of the members, level with the one concerned. @param {HTMLElement} anchor @param {HTMLElement} card */
function placeBeside(anchor, card) {
  const box = anchor.getBoundingClientRect();
  if (!WIDE.matches || !anchor.closest("[data-members-panel]")) return box;
  card.showPopover();
  const left = box.left - card.offsetWidth - GAP;
  return { left, right: box.left, top: box.bottom, bottom: box.top - GAP };
}

/** @param {Entry} entry */
function drawEntry({ label, image, isDanger, isQuick }) {
  const kind = isQuick ? "quick-button" : `menu-item${isDanger ? " menu-danger" : ""}`;
  const options = { class: kind, attrs: { type: "button" }, data: { entry: "" } };
  return element("button", options, icon(image), element("span", { text: label }));
}
