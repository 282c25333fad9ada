// @ts-check
import { appearance } from "../lib/appearance.js";
import { confirmed } from "../lib/confirm.js";
import { Problem, request } from "../lib/http.js";
import { toast } from "../lib/toast.js";
import { countUnsent, lossOf, unsentOfOthers } from "./unsent_count.js";

/**
 * Ends the session. What this browser remembers of the account goes with it, after a question when something
 * of that was not sent; its look stays, and so does what another account has not sent.
 * @param {string} userId
 */
export async function signOut(userId) {
  const loss = lossOf(countUnsent(localStorage, userId));
  if (loss && !(await confirmed({ title: "Sign out?", text: loss, action: "Sign out and delete" }))) return;
  const kept = [...Object.entries(appearance.now), ...unsentOfOthers(localStorage, userId)];
  try {
    await request("POST", "/api/auth/logout");
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.code !== "not_signed_in") return void toast(error.detail, { level: "error" });
  }
  // The server's answer asks for all of this, too, but browsers follow it over TLS only, and not all do.
  sessionStorage.clear();
  localStorage.clear();
  if ("caches" in window) for (const name of await caches.keys()) await caches.delete(name);
  for (const [name, value] of kept) localStorage.setItem(name, value);
  location.assign("/login");
}
