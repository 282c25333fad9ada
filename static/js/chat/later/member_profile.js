// @ts-check
/** @import {Member} from "../types.js" */
import { avatar } from "../../lib/avatar.js";
import { element } from "../../lib/dom.js";
import { titled } from "../../lib/language.js";
import { dayAndTime, fullDate } from "../../lib/time.js";
import { PRESENCE, splitStatus } from "../presence.js";
import { momentText } from "../room_mute.js";
import { drawStatusEmoji } from "../status_emoji.js";
import { isMuted } from "./member_acts.js";

/** Who somebody is: the head of their card. @param {Member} member @param {boolean} isSelf @returns {Node[]} */
export function drawProfile(member, isSelf) {
  return [
    element(
      "div",
      { class: `member-profile ${member.status}` },
      element("span", { class: "member-avatar" }, avatar(member), element("span", { class: "presence-dot" })),
      element(
        "div",
        { class: "profile-text" },
        element("bdi", { class: "profile-name", text: member.display_name }),
        element("span", { class: "profile-detail", text: `@${member.username}${isSelf ? " (you)" : ""}` }),
        element("span", { class: "profile-detail", text: member.is_agent ? "Agent" : PRESENCE[member.status] }),
      ),
    ),
    ...drawStatus(member),
    element("dl", { class: "profile-facts" }, ...factsOf(member).flatMap(drawFact)),
  ];
}

/** @param {Member} member */
function drawStatus({ status, text = "" }) {
  if (!text || status === "offline") return [];
  const { emoji, words } = splitStatus(text);
  return [
    element(
      "p",
      { class: "profile-status", attrs: { dir: "auto" } },
      emoji && drawStatusEmoji(emoji),
      words && element("span", { text: words }),
    ),
  ];
}

/** @param {Member} member @returns {[string, string][]} */
function factsOf(member) {
  // What agent/room_agents.py gives an agent, and what it may do with it.
  if (member.is_agent) {
    return [
      ["Reads", "Only the messages that mention it"],
      ["Does", "Answers them from the knowledge base and names its sources"],
    ];
  }
  /** @type {[string, string][]} */
  const facts = [["Role here", titled(member.role)]];
  if (isMuted(member)) facts.push(["Muted", `Until ${momentText(/** @type {string} */ (member.muted_until))}`]);
  if (member.status === "offline" && member.last_seen) facts.push(["Last seen", dayAndTime(member.last_seen)]);
  if (member.until && member.status !== "offline") facts.push(["Status until", momentText(member.until)]);
  if (member.joined_at) facts.push(["Member since", fullDate(member.joined_at)]);
  return facts;
}

/** @param {[string, string]} fact */
function drawFact([term, text]) {
  return [element("dt", { text: term }), element("dd", { text })];
}
