// @ts-check
/** @import {Poll} from "./types.js" */
import { element } from "../lib/dom.js";
import { request } from "../lib/http.js";
import { attempt } from "../lib/attempt.js";
import { counted } from "../lib/language.js";
import { reactors } from "./reactions.js";

/**
 * The answers of a poll, each with its share; a click votes, and on one's own answer takes it back.
 * @param {number | null} messageId @param {Poll} poll @param {string} username of the reader
 */
export function drawPoll(messageId, poll, username) {
  const voters = new Set(poll.options.flatMap((option) => option.usernames));
  const own = poll.options.flatMap((option, at) => (option.usernames.includes(username) ? [at] : []));
  const voted = counted(voters.size, { one: "# person voted", other: "# people voted" });
  const count = voters.size ? voted : "Nobody has voted yet";
  const options = poll.options.map((option, at) => {
    const button = drawOption(option, voters.size, own.includes(at));
    button.disabled = messageId === null || poll.closed_at !== null;
    button.addEventListener("click", () => vote(messageId, choicesAfter(at, own, poll.multiple)));
    return button;
  });
  const label = poll.multiple ? "Answers, several may be chosen" : "Answers";
  return element(
    "div",
    { class: "poll" },
    element("div", { class: "poll-options", attrs: { role: "group", "aria-label": label } }, ...options),
    element("div", { class: "poll-count", text: poll.closed_at ? `${count} · closed` : count }),
  );
}

/**
 * What one has chosen after a click on an answer.
 * @param {number} at @param {number[]} own @param {boolean} multiple
 */
export function choicesAfter(at, own, multiple) {
  if (own.includes(at)) return own.filter((one) => one !== at);
  return multiple ? [...own, at] : [at];
}

/** @param {Poll["options"][number]} option @param {number} voters @param {boolean} isOwn */
function drawOption({ text, count, usernames }, voters, isOwn) {
  const attrs = { type: "button", "aria-pressed": String(isOwn), title: reactors(usernames, "") };
  const button = element(
    "button",
    { class: "poll-option", attrs },
    element("bdi", { class: "poll-text", text }),
    element("span", { class: "poll-votes", text: String(count) }),
  );
  button.style.setProperty("--share", String(voters ? count / voters : 0));
  return /** @type {HTMLButtonElement} */ (button);
}

/** @param {number | null} messageId @param {number[]} choices */
function vote(messageId, choices) {
  attempt(() => request("PUT", `/api/messages/${messageId}/vote`, { choices }));
}
