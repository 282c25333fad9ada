// @ts-check

/** How each status is called. @type {Record<string, string>} */
export const PRESENCE = { online: "Online", away: "Away", busy: "Do not disturb", offline: "Offline" };

const LEADING_EMOJI = new RegExp("^\\p{RGI_Emoji}", "v");

/**
 * A status text that begins with an emoji is shown by it, also where there is no room for words.
 * @param {string} text
 */
export function splitStatus(text) {
  const emoji = LEADING_EMOJI.exec(text)?.[0] ?? "";
  return { emoji, words: text.slice(emoji.length).trim() };
}
