// @ts-check
import { appearance } from "../lib/appearance.js";
import { avatar } from "../lib/avatar.js";
import { bootstrap, find } from "../lib/dom.js";
import { bindReveals, clearProblems, onSubmit } from "../lib/form.js";
import { Problem, request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { bindInstall } from "./install.js";
import { bindPreferencesKey, openPreferences } from "./preferences.js";

const PHONE = matchMedia("(max-width: 767px)");

function fillAvatars() {
  for (const slot of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-avatar]"))) {
    const { userId, username = "", displayName } = slot.dataset;
    slot.replaceChildren(avatar({ user_id: userId, username, display_name: displayName }));
  }
}

/** One navigation lives in one of two places, so that its badges exist once. */
function placeNavigation() {
  const navigation = find("[data-navigation]");
  if (PHONE.matches) find("[data-profile-menu]").prepend(navigation);
  else find(".brand").after(navigation);
}

function bindTheme() {
  const choice = find("[data-theme-choice]");
  const show = () => {
    /** @type {HTMLInputElement} */ (find(`input[value="${appearance.now.theme}"]`, choice)).checked = true;
  };
  appearance.addEventListener("change", show);
  show();
  choice.addEventListener("change", async (event) => {
    const { value } = /** @type {HTMLInputElement} */ (event.target);
    try {
      await appearance.change({ theme: value });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      toast(`The theme was not saved. ${error.detail}`, { level: "error" });
    }
  });
}

function bindPassword() {
  const dialog = /** @type {HTMLDialogElement} */ (find("[data-dialog=password]"));
  const form = /** @type {HTMLFormElement} */ (find("form", dialog));
  bindReveals(dialog);
  find("[data-action=change-password]").addEventListener("click", () => {
    find("[data-profile-menu]").hidePopover();
    form.reset();
    clearProblems(form);
    dialog.showModal();
  });
  find("[data-action=close-dialog]", dialog).addEventListener("click", () => dialog.close());
  onSubmit(form, async ({ current_password, new_password }) => {
    if ([...(new_password ?? "")].length < 8) {
      throw new Problem({ status: 422, code: "invalid", detail: "At least 8 characters.", field: "new_password" });
    }
    await request("POST", "/api/auth/password", { current_password, new_password });
    dialog.close();
    toast("Password changed.", { level: "success" });
  });
}

/** What it takes to sign out is loaded when one wants to. */
async function signOut() {
  find("[data-profile-menu]").hidePopover();
  const parts = await import("./sign_out.js").catch(() => null);
  if (parts) await parts.signOut(bootstrap().user.user_id);
  else toast("The server can't be reached. Check your connection.", { level: "error" });
}

fillAvatars();
placeNavigation();
PHONE.addEventListener("change", placeNavigation);
bindTheme();
bindPassword();
bindInstall(find("[data-action=install]"));
find("[data-action=sign-out]").addEventListener("click", signOut);
for (const button of document.querySelectorAll("[data-action=preferences]")) {
  button.addEventListener("click", () => {
    find("[data-profile-menu]").hidePopover();
    openPreferences();
  });
}
bindPreferencesKey();
