// @ts-check
/** @import {Member} from "./types.js" */
import { avatar } from "../lib/avatar.js";
import { element } from "../lib/dom.js";
import { titled } from "../lib/language.js";
import { PRESENCE, splitStatus } from "./presence.js";
import { rankOf } from "./room_rights.js";
import { drawStatusEmoji } from "./status_emoji.js";

/** A line of the list of members, which opens their card. */
export class MemberRow {
  node;
  #button;
  #drawn = "";

  /** @param {string} userId */
  constructor(userId) {
    const attrs = { type: "button", tabindex: -1, "aria-haspopup": "dialog" };
    this.#button = element("button", { class: "member", attrs, data: { userId } });
    this.node = element("li", {}, this.#button);
  }

  get button() {
    return this.#button;
  }

  /** @param {Member} member @param {number} position from 1 @param {number} count of its group */
  show(member, position, count) {
    this.node.setAttribute("aria-posinset", String(position));
    this.node.setAttribute("aria-setsize", String(count));
    const drawn = JSON.stringify(member);
    if (drawn === this.#drawn) return;
    this.#drawn = drawn;
    this.#draw(member);
  }

  /** @param {Member} member */
  #draw(member) {
    const { emoji, words } = splitStatus(member.status === "offline" ? "" : (member.text ?? ""));
    const presence = PRESENCE[member.status] ?? "";
    const line = words || describe(member);
    this.#button.className = `member ${member.status}`;
    this.#button.title = `@${member.username}`;
    this.#button.replaceChildren(
      element("span", { class: "member-avatar" }, avatar(member), element("span", { class: "presence-dot" })),
      element(
        "span",
        { class: "member-info" },
        element(
          "span",
          { class: "member-head" },
          element("bdi", { class: "member-name", text: member.display_name }),
          member.is_agent && element("span", { class: "badge badge-agent", text: "AGENT" }),
          emoji && drawStatusEmoji(emoji),
        ),
        !line.endsWith(presence) && !member.is_agent && element("span", { class: "visually-hidden", text: presence }),
        line && element("span", { class: "member-status", text: line, attrs: { dir: "auto", title: line } }),
      ),
    );
  }
}

/** What is said of somebody who says nothing; of those who are just there, nothing. @param {Member} member */
function describe(member) {
  if (member.is_agent) return "Answers @mentions";
  const role = rankOf(member.role) === rankOf("member") ? "" : titled(member.role);
  const isSeenByDot = member.status === "online" || member.status === "offline";
  return [role, isSeenByDot ? "" : PRESENCE[member.status]].filter(Boolean).join(" · ");
}
