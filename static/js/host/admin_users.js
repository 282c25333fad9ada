// @ts-check
import { attempt } from "../lib/attempt.js";
import { confirmed } from "../lib/confirm.js";
import { find } from "../lib/dom.js";
import { Problem, request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { FormDialog } from "./admin_dialogs.js";
import { accountRow } from "./admin_user_row.js";
import { SteadyRows } from "./steady_rows.js";

/** @typedef {import("./admin_user_row.js").Account} Account */

/** The accounts of the server: search, create, change. */
export class Users {
  /** @type {Account[]} */
  #accounts = [];
  #me;
  #rows = new SteadyRows(find("[data-users]"), "username");
  #note = find("[data-users-note]");
  #search = /** @type {HTMLInputElement} */ (find("[data-search]"));
  /** @type {Account | null} */
  #resetting = null;
  #resetDialog;

  /** @param {{user_id: string, role: string}} me */
  constructor(me) {
    this.#me = me;
    const createDialog = new FormDialog("create", (values) => this.#create(values));
    this.#resetDialog = new FormDialog("reset", (values) => this.#reset(values));
    find("[data-action=create-account]").addEventListener("click", () => createDialog.open());
    this.#search.addEventListener("input", () => this.#render());
  }

  async load() {
    try {
      const { users } = await request("GET", "/api/admin/users");
      this.#accounts = users;
      this.#render();
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      this.#note.textContent = error.detail;
    }
  }

  #render() {
    const wanted = this.#search.value.trim().toLowerCase();
    const shown = this.#accounts.filter((account) =>
      [account.username, account.display_name, account.role].some((text) => text.toLowerCase().includes(wanted)),
    );
    this.#rows.draw(shown.map((account) => accountRow(account, this.#me, this.#acts(account))));
    this.#note.textContent = shown.length ? "" : `No account matches “${this.#search.value.trim()}”.`;
  }

  /** @param {Account} account */
  #acts(account) {
    return {
      setRole: (/** @type {string} */ role) =>
        this.#change(account, { role }, `${account.display_name} is now ${role}`),
      toggle: () => this.#toggle(account),
      endSessions: () => this.#endSessions(account),
      resetPassword: () => {
        this.#resetting = account;
        find("[data-reset-name]").textContent = account.display_name;
        this.#resetDialog.open();
        find("[data-reset-account]").setAttribute("value", account.username);
      },
    };
  }

  /** @param {Record<string, string>} values */
  async #create({ username = "", display_name = "", role, password }) {
    const name = display_name.trim();
    const body = { username: username.trim(), role, password, ...(name && { display_name: name }) };
    const { user } = await request("POST", "/api/admin/users", body);
    await this.load();
    toast(`Account ${user.username} created`, { level: "success" });
  }

  /** @param {Record<string, string>} values */
  async #reset({ password }) {
    if (!this.#resetting) return;
    await request("PUT", pathOf(this.#resetting), { password });
    await this.load();
    toast(`New password set for ${this.#resetting.display_name}`, { level: "success" });
  }

  /** @param {Account} account */
  async #toggle(account) {
    const name = account.display_name;
    if (!account.is_active) {
      await this.#change(account, { is_active: true }, `${name} can sign in again`);
      return;
    }
    const text = `${name} is signed out everywhere at once and can't sign in until the account is enabled again.`;
    if (!(await confirmed({ title: `Disable ${name}?`, text, action: "Disable" }))) return;
    await this.#change(account, { is_active: false }, `${name} is disabled`);
  }

  /** @param {Account} account */
  async #endSessions(account) {
    const name = account.display_name;
    const text = `${name} has to sign in again on every device.`;
    if (!(await confirmed({ title: `End the sessions of ${name}?`, text, action: "End sessions" }))) return;
    await this.#attempt(() => request("DELETE", `${pathOf(account)}/sessions`), `Sessions of ${name} ended`);
  }

  /**
   * @param {Account} account
   * @param {Record<string, string | boolean>} fields
   * @param {string} done
   */
  #change(account, fields, done) {
    return this.#attempt(() => request("PUT", pathOf(account), fields), done);
  }

  /**
   * The list is asked for afresh either way: what is shown is what the server holds.
   * @param {() => Promise<unknown>} act
   * @param {string} done
   */
  async #attempt(act, done) {
    await attempt(act, done);
    await this.load();
  }
}

/** @param {Account} account */
function pathOf(account) {
  return `/api/admin/users/${encodeURIComponent(account.username)}`;
}
