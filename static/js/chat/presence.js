// @ts-check

/** How each status is called. @type {Record<string, string>} */
export const PRESENCE = { online: "Online", away: "Away", busy: "Do not disturb", offline: "Offline" };

/** A sign of its own, as all emoji are made of; \p{RGI_Emoji}, which lists them, takes a phone 0.1 s to compile. */
const SIGN = String.raw`(?:\p{EBase}\p{EMod}|(?!\p{RI})\p{EPres}|\p{ExtPict}\u{FE0F})`;
const EMOJI = String.raw`\p{RI}{2}|[0-9#*]\u{FE0F}\u{20E3}|${SIGN}[\u{E0020}-\u{E007F}]*(?:\u{200D}${SIGN})*`;
/** One of every keyboard, or one of the server's own by its name. */
const LEADING_EMOJI = new RegExp(String.raw`^(?:${EMOJI}|:[a-z0-9_+\-]{2,32}:)`, "u");
const WEEK_DAYS = 7;

/**
 * A status text that begins with an emoji is shown by it, also where there is no room for words.
 * @param {string} text
 */
export function splitStatus(text) {
  const emoji = LEADING_EMOJI.exec(text)?.[0] ?? "";
  return { emoji, words: text.slice(emoji.length).trim() };
}

/**
 * For how many seconds a status lasts: a number of them, or to the end of a day or of a week, which is a Sunday.
 * @param {string} choice "" for as long as one likes @param {Date} [now]
 * @returns {number | null}
 */
export function secondsUntil(choice, now = new Date()) {
  if (!choice) return null;
  if (choice !== "today" && choice !== "week") return Number(choice);
  const days = choice === "today" ? 1 : WEEK_DAYS - ((now.getDay() + WEEK_DAYS - 1) % WEEK_DAYS);
  const end = new Date(now.getFullYear(), now.getMonth(), now.getDate() + days);
  // The server takes no less than a minute.
  return Math.max(60, Math.round((end.getTime() - now.getTime()) / 1000));
}
