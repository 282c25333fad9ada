// @ts-check
import { bootstrap, find } from "../lib/dom.js";
import { bindReveals, onSubmit } from "../lib/form.js";
import { Problem, request } from "../lib/http.js";

const token = location.hash.slice(1);
const { is_open: isOpen } = bootstrap();

/** @param {"form" | "no-token" | "done"} step */
function show(step) {
  for (const part of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-step]"))) {
    part.hidden = part.dataset.step !== step;
  }
}

/** @param {Record<string, string>} values */
async function create({ username = "", display_name = "", password = "" }) {
  const length = [...password].length;
  if (length < 8) {
    const detail = length ? `8 characters at least; this has ${length}.` : "Choose a password.";
    throw new Problem({ status: 422, code: "invalid", detail, field: "password" });
  }
  const name = display_name.trim();
  try {
    await request("POST", "/api/setup", {
      token,
      username: username.trim(),
      ...(name && { display_name: name }),
      password,
    });
  } catch (error) {
    if (error instanceof Problem && error.code === "setup_done") {
      show("done");
      return;
    }
    throw error;
  }
  location.assign("/");
}

// The token is a credential: it leaves the address bar and the history at once.
if (token) history.replaceState(null, "", location.pathname);
if (isOpen) show(token ? "form" : "no-token");
else show("done");
const form = /** @type {HTMLFormElement} */ (find("[data-form=setup]"));
bindReveals(form);
onSubmit(form, create);

const password = /** @type {HTMLInputElement} */ (find("[name=password]", form));
const hint = find("#field-password-hint");
password.addEventListener("input", () => {
  const length = [...password.value].length;
  const missing = `At least 8 characters; ${8 - length} to go.`;
  hint.textContent = length < 8 ? missing : `${length} characters. Longer is stronger.`;
});
if (isOpen && token) find("[name=username]", form).focus();
