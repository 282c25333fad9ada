// @ts-check
import { Problem } from "./http.js";
import { toast } from "./toast.js";

/**
 * Asks the server for something, and says what was done or why it was refused.
 * @param {() => Promise<unknown>} act @param {string} [done]
 */
export async function attempt(act, done) {
  try {
    await act();
    if (done) toast(done, { level: "success" });
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.detail, { level: "error" });
  }
}
