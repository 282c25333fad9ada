// @ts-check
/** Whether a text was copied: pages over plain http from another machine may not. @param {string} text */
export async function copied(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return false;
  }
}
