// @ts-check
/** @import {Member} from "./types.js" */
import { matching } from "./people.js";
import { rankOf } from "./room_rights.js";

/** @typedef {{key: string, title: string, members: Member[]}} Group */

const isLeading = (/** @type {Member} */ { role }) => rankOf(role) >= rankOf("moderator");
const isHere = (/** @type {Member} */ { status }) => status !== "offline";

/** Everybody is in the first group that takes them. @type {[string, string, (member: Member) => boolean][]} */
const GROUPS = [
  ["agents", "Agents", (member) => member.is_agent],
  ["leading", "Owners & mods", (member) => isLeading(member) && isHere(member)],
  ["online", "Online", isHere],
  ["offline", "Offline", () => true],
];
/** People come before agents. */
const SHOWN = ["leading", "online", "agents", "offline"];
const names = new Intl.Collator(undefined, { sensitivity: "base", numeric: true });

/**
 * The members of a room as they are listed: who runs it and is here, who else is here, agents, the others.
 * @param {Member[]} members @param {string} [query] a part of a name
 * @returns {Group[]} those that have somebody
 */
export function groupsOf(members, query = "") {
  const sorted = members.toSorted(byName);
  /** @type {Map<string, Group>} */
  const groups = new Map();
  for (const member of matching(sorted, query, (one) => [one.display_name, one.username])) {
    const [key, title] = /** @type {[string, string, unknown]} */ (GROUPS.find(([, , takes]) => takes(member)));
    const group = groups.get(key) ?? { key, title, members: [] };
    groups.set(key, group);
    group.members.push(member);
  }
  groups.get("leading")?.members.sort((a, b) => rankOf(b.role) - rankOf(a.role));
  return SHOWN.flatMap((key) => groups.get(key) ?? []);
}

/** @param {Member} a @param {Member} b */
function byName(a, b) {
  return names.compare(a.display_name, b.display_name) || names.compare(a.username, b.username);
}
