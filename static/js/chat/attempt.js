// @ts-check
import { Problem } from "../lib/http.js";
import { toast } from "../lib/toast.js";

/** Asks the server for something and says why it was refused. @param {() => Promise<void>} act */
export async function attempt(act) {
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    toast(error.detail, { level: "error" });
  }
}
