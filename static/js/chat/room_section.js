// @ts-check
/** @import {Group} from "./room_groups.js" */
/** @import {RoomRow} from "./room_row.js" */
import { element, icon } from "../lib/dom.js";

/** A heading that folds the rooms under it away. */
export class RoomSection {
  #toggle;
  #list;

  /** @param {Group} group @param {(Node | null)[]} besides what stands at the end of the heading */
  constructor({ name, title }, besides = []) {
    const id = `rooms-${name}`;
    this.#toggle = element(
      "button",
      {
        class: "room-group",
        attrs: { type: "button", "aria-expanded": true, "aria-controls": id, tabindex: -1 },
        data: { group: name, stop: "" },
      },
      icon("chevron-down"),
      element("span", { text: title }),
    );
    this.#list = element("ul", { attrs: { id, role: "list", "aria-label": title } });
    this.node = element(
      "section",
      { class: "room-group-section", data: { section: name } },
      element("div", { class: "room-section" }, element("h2", {}, this.#toggle), ...besides),
      this.#list,
    );
  }

  /** @param {RoomRow[]} rows @param {boolean} isFolded */
  show(rows, isFolded) {
    this.#toggle.setAttribute("aria-expanded", String(!isFolded));
    const nodes = rows.map((row) => row.node);
    const isSame = nodes.length === this.#list.children.length && nodes.every((node, at) => this.#list.children[at] === node);
    // A node that is moved loses the focus.
    if (!isSame) this.#list.replaceChildren(...nodes);
  }
}
