// @ts-check
import { avatar } from "../lib/avatar.js";
import { element } from "../lib/dom.js";
import { titled } from "../lib/language.js";
import { timeElement } from "../lib/time_element.js";

/**
 * @typedef {object} Account
 * @property {string} user_id
 * @property {string} username
 * @property {string} display_name
 * @property {string} role
 * @property {boolean} is_active
 * @property {boolean} is_agent
 * @property {string} created_at
 * @property {string | null} last_seen_at
 * @property {number} session_count
 */
/**
 * @typedef {object} Acts
 * @property {(role: string) => unknown} setRole
 * @property {() => unknown} toggle
 * @property {() => unknown} endSessions
 * @property {() => unknown} resetPassword
 */

const ROLES = ["owner", "admin", "member", "guest"];

/**
 * @param {Account} account
 * @param {{user_id: string, role: string}} me
 * @param {Acts} acts
 */
export function accountRow(account, me, acts) {
  const seen = account.last_seen_at ? timeElement(account.last_seen_at, "short") : "never";
  const sessions = String(account.session_count);
  const facts = account.is_agent ? [cell(), cell()] : [labelled("Last seen", seen), labelled("Sessions", sessions)];
  return element(
    "tr",
    {
      class: account.is_active ? "" : "account-disabled",
      attrs: { role: "row" },
      data: { username: account.username },
    },
    cell(identity(account)),
    cell(account.is_agent ? titled(account.role) : roleSelect(account, me, acts)),
    ...facts,
    cell(account.is_agent ? null : actions(account, me, acts)),
  );
}

/** @param {Node | string | null} [content] */
function cell(content) {
  return element("td", { attrs: { role: "cell" } }, content);
}

/**
 * Where the rows are cards, the label stands in for the heading of the column.
 * @param {string} label
 * @param {Node | string} content
 */
function labelled(label, content) {
  return element("td", { attrs: { role: "cell" }, data: { label } }, content);
}

/** @param {Account} account */
function identity(account) {
  return element(
    "div",
    { class: "account" },
    avatar(account),
    element(
      "div",
      {},
      element(
        "p",
        { class: "account-name" },
        element("span", { text: account.display_name }),
        account.is_agent && element("span", { class: "badge badge-agent", text: "AGENT" }),
        !account.is_active && element("span", { class: "badge badge-warning", text: "DISABLED" }),
      ),
      element("p", { class: "account-username", text: `@${account.username}` }),
    ),
  );
}

/**
 * Nobody changes the role they stand on, and only an owner makes or unmakes owners.
 * @param {Account} account
 * @param {{user_id: string, role: string}} me
 * @param {Acts} acts
 */
function roleSelect(account, me, acts) {
  const fixed = account.user_id === me.user_id || (account.role === "owner" && me.role !== "owner");
  const select = element("select", {
    class: "role-select",
    attrs: { "aria-label": `Role of ${account.display_name}`, disabled: fixed },
    on: { change: () => acts.setRole(select.value) },
  });
  for (const role of ROLES) {
    if (role === "owner" && me.role !== "owner" && account.role !== "owner") continue;
    const attrs = { value: role, selected: role === account.role };
    select.append(element("option", { text: titled(role), attrs }));
  }
  return select;
}

/**
 * @param {Account} account
 * @param {{user_id: string, role: string}} me
 * @param {Acts} acts
 */
function actions(account, me, acts) {
  const own = account.user_id === me.user_id;
  const beyond = account.role === "owner" && me.role !== "owner";
  const box = element("div", { class: "account-actions" });
  if (own) box.append(element("span", { class: "account-username", text: "This is you" }));
  if (own || beyond) return box;
  box.append(action("Reset password", account, acts.resetPassword));
  const end = action("End sessions", account, acts.endSessions);
  end.disabled = account.session_count === 0;
  const toggle = action(account.is_active ? "Disable" : "Enable", account, acts.toggle);
  if (account.is_active) toggle.classList.add("account-action-danger");
  box.append(end, toggle);
  return box;
}

/**
 * @param {string} label
 * @param {Account} account
 * @param {() => unknown} act
 */
function action(label, account, act) {
  return element("button", {
    class: "account-action",
    text: label,
    attrs: { type: "button", "aria-label": `${label}: ${account.display_name}` },
    on: { click: act },
  });
}
