// @ts-check
import { appearance } from "../lib/appearance.js";
import { bootstrap, element, find } from "../lib/dom.js";
import { Problem } from "../lib/http.js";
import { playTone } from "../lib/tone.js";
import { desktopNotices, wantDesktopNotices } from "./desktop_notices.js";
import { pushStanding, wantPush } from "./push.js";

const LOOK = ["theme", "density", "clock"];
const NIGHT = { start: "22:00", end: "07:00" };
const EXPLAINED = {
  on: "Shown by this browser while the page is in the background.",
  off: "Your browser asks for your permission first.",
  blocked: "This browser blocks them. Allow notifications in the settings of this site, beside the address.",
  unsupported: "This browser has none.",
};

const PUSH_EXPLAINED = {
  on: "Also while no page is open.",
  off: "Also while no page is open. Your browser asks for your permission first.",
  blocked: "This browser blocks it. Allow notifications in the settings of this site, beside the address.",
  install: "First put AGENT on the Home Screen: Share, then Add to Home Screen.",
  unsupported: "This browser can't, or not without TLS.",
};

/** All that a user prefers; each choice holds at once. Without rooms only the look is theirs to choose. */
export class PreferencesDialog {
  #dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=preferences]"));
  #form = /** @type {HTMLFormElement} */ (find("form", this.#dialog));

  constructor() {
    find("[data-action=close-dialog]", this.#dialog).addEventListener("click", () => this.#dialog.close());
    this.#form.addEventListener("change", ({ target }) => this.#chosen(/** @type {HTMLInputElement} */ (target)));
    // Enter in a field of time would close the dialog.
    this.#form.addEventListener("submit", (event) => event.preventDefault());
    appearance.addEventListener("change", () => this.#draw());
    appearance.keeper?.addEventListener("change", () => this.#draw());
    for (const name of ["desktop-notices", "push"]) document.addEventListener(name, () => this.#draw());
  }

  open() {
    if (document.querySelector("dialog[open]")) return;
    this.#problem("");
    this.#fillZones();
    this.#draw();
    this.#dialog.showModal();
  }

  #draw() {
    const kept = appearance.keeper?.now;
    for (const part of /** @type {NodeListOf<HTMLElement>} */ (this.#form.querySelectorAll("[data-kept]"))) part.hidden = !kept;
    for (const [name, value] of Object.entries(appearance.now)) this.#set(name, value);
    const desktop = desktopNotices();
    this.#check("desktop", desktop === "on").disabled = desktop === "blocked" || desktop === "unsupported";
    find("[data-hint=desktop]", this.#form).textContent = EXPLAINED[desktop];
    const push = pushStanding();
    this.#check("push", push === "on").disabled = push !== "on" && push !== "off";
    find("[data-hint=push]", this.#form).textContent = PUSH_EXPLAINED[push];
    find("[data-where]", this.#form).textContent = kept ? "The same on all your devices, but for notifications on this device and its desktop." : "";
    find("[data-quiet]", this.#form).hidden = !kept?.do_not_disturb;
    if (!kept) return;
    this.#set("level", kept.level);
    this.#check("sounds", kept.sounds);
    this.#check("quiet", Boolean(kept.do_not_disturb));
    for (const [name, value] of Object.entries(kept.do_not_disturb ?? {})) this.#set(name, String(value));
  }

  /** @param {HTMLInputElement} control */
  #chosen({ name, value, checked }) {
    if (LOOK.includes(name)) return this.#change({ [name]: value });
    if (name === "level") return this.#change({ level: value });
    if (name === "desktop") return wantDesktopNotices(checked);
    if (name === "push") return this.#wantPush(checked);
    if (name === "sounds") {
      if (checked) playTone();
      return this.#change({ sounds: checked });
    }
    if (name === "quiet" && !checked) return this.#change({ do_not_disturb: null });
    const hours = name === "quiet" ? { ...NIGHT, timezone: ownZone() } : this.#hours();
    // A cleared field of time is not finished: the last hours hold until it is.
    if (hours.start && hours.end) return this.#change({ do_not_disturb: hours });
  }

  /** @param {boolean} isWanted */
  async #wantPush(isWanted) {
    this.#problem("");
    try {
      await wantPush(isWanted, bootstrap().user.user_id);
    } catch (error) {
      this.#problem(error instanceof Problem ? error.detail : "Your browser's push service can't be reached.");
      this.#draw();
    }
  }

  #hours() {
    const [start, end, timezone] = ["start", "end", "timezone"].map((name) => this.#control(name).value);
    return { start, end, timezone };
  }

  /** @param {object} wish */
  async #change(wish) {
    this.#problem("");
    try {
      await appearance.change(wish);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#problem(`Not saved. ${error.detail}`);
    }
  }

  #fillZones() {
    const select = find("[name=timezone]", this.#form);
    if (select.childElementCount) return;
    const zones = new Set([ownZone(), appearance.keeper?.now.do_not_disturb?.timezone, ...Intl.supportedValuesOf("timeZone")]);
    for (const zone of zones) if (zone) select.append(element("option", { text: zone.replaceAll("_", " "), attrs: { value: zone } }));
  }

  /** @param {string} text */
  #problem(text) {
    find("[data-problem]", this.#form).textContent = text;
  }

  /** @param {string} name @param {string} value */
  #set(name, value) {
    const control = this.#control(name);
    if (control.value !== value) control.value = value;
  }

  /** @param {string} name @param {boolean} isOn */
  #check(name, isOn) {
    const control = /** @type {HTMLInputElement} */ (this.#control(name));
    control.checked = isOn;
    return control;
  }

  /** @param {string} name */
  #control(name) {
    return /** @type {RadioNodeList | HTMLInputElement} */ (this.#form.elements.namedItem(name));
  }
}

function ownZone() {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone;
}
