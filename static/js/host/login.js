// @ts-check
import { find } from "../lib/dom.js";
import { bindReveals, onSubmit } from "../lib/form.js";
import { Problem, request } from "../lib/http.js";
import { localPath } from "../lib/links.js";

const form = /** @type {HTMLFormElement} */ (find("[data-form=login]"));
const asked = new URLSearchParams(location.search);
if (asked.has("ended")) find("[data-welcome]").textContent = "You were signed out. Sign in to go on where you were.";
bindReveals(form);
onSubmit(form, async ({ username = "", password = "" }) => {
  requireValue("username", username.trim(), "Enter your username.");
  requireValue("password", password, "Enter your password.");
  try {
    await request("POST", "/api/auth/login", { username: username.trim(), password });
  } catch (error) {
    /** @type {HTMLInputElement} */ (find("[name=password]", form)).select();
    throw error;
  }
  // A fragment came along from the page that asked to sign in: an invitation is in one.
  location.assign(localPath(asked.get("next")) + location.hash);
});

/**
 * @param {string} field
 * @param {string} value
 * @param {string} detail
 */
function requireValue(field, value, detail) {
  if (!value) throw new Problem({ status: 422, code: "invalid", detail, field });
}
