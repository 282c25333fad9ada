// @ts-check
/** @import {Member, Room, User} from "../types.js" */
import { request as send } from "../../lib/http.js";
import { rightsOverMember } from "../room_rights.js";

/**
 * @typedef {{seconds: number, reason: string}} Answers
 * @typedef {{title: string, text: string, label: string, asks?: "seconds" | "reason"}} Question
 * @typedef {{
 *   label: string, image: string, isDanger?: boolean, question?: Question,
 *   run: (answers: Answers) => Promise<unknown>, said: string, undo?: () => Promise<unknown>
 * }} Act  `said` once it is done; `undo` takes it back as far as the server can
 */

/** @type {Record<string, string>} */
const ROLE_IMAGES = { admin: "settings", moderator: "eye", member: "user" };

/**
 * What the reader may do to a member of a room, the mildest first.
 * @param {Room} room @param {Member} member @param {User} user @param {{request?: typeof send, now?: number}} [options]
 * @returns {Act[]}
 */
export function actsOn(room, member, user, { request = send, now = Date.now() } = {}) {
  const { display_name: name, username } = member;
  const rights = rightsOverMember(room, member, user);
  const path = `/api/rooms/${room.id}`;
  const setRole = (/** @type {string} */ role) => request("PUT", `${path}/members/${username}`, { role });
  const unmute = () => request("DELETE", `${path}/mute/${username}`);
  const letBack = async () => {
    await request("POST", `${path}/invite`, { username });
    if (rights.roles.length && member.role !== "member") await setRole(member.role);
  };

  /** @type {Act[]} */
  const acts = rights.roles.map((role) => ({
    label: `Make ${role}`,
    image: ROLE_IMAGES[role] ?? "user",
    run: () => setRole(role),
    said: `${name} is ${role === "admin" ? "an admin" : `a ${role}`} of ${room.name} now.`,
    undo: () => setRole(member.role),
  }));
  if (rights.handOver) {
    acts.push({
      label: "Hand the room over",
      image: "send",
      question: {
        title: `Hand ${room.name} over to ${name}?`,
        text: `${name} becomes the owner of ${room.name}. If you own it, you stay as its admin.`,
        label: "Hand over",
      },
      run: () => setRole("owner"),
      said: `${name} owns ${room.name} now.`,
    });
  }
  if (rights.mute && isMuted(member, now)) {
    acts.push({ label: "Let write again", image: "edit", run: unmute, said: `${name} can write again.` });
  } else if (rights.mute) {
    acts.push({
      label: "Mute for a while…",
      image: "mute",
      question: {
        title: `Mute ${name} in ${room.name}?`,
        text: "They can read, but not write. The room is told.",
        label: "Mute",
        asks: "seconds",
      },
      run: ({ seconds }) => request("POST", `${path}/mute`, { username, seconds }),
      said: `${name} is muted.`,
      undo: unmute,
    });
  }
  if (rights.kick) {
    const text = room.room_type === "public" ? "They can join again at any time." : "They can be invited again.";
    acts.push({
      label: "Remove from room…",
      image: "sign-out",
      isDanger: true,
      question: { title: `Remove ${name} from ${room.name}?`, text, label: "Remove" },
      run: () => request("DELETE", `${path}/kick/${username}`),
      said: `${name} was removed from ${room.name}.`,
      undo: letBack,
    });
  }
  if (rights.ban) {
    acts.push({
      label: "Ban from room…",
      image: "lock",
      isDanger: true,
      question: {
        title: `Ban ${name} from ${room.name}?`,
        text: "They leave the room and cannot come back until the ban is lifted in the room's settings.",
        label: "Ban",
        asks: "reason",
      },
      run: ({ reason }) => request("POST", `${path}/ban`, { username, reason }),
      said: `${name} is banned from ${room.name}.`,
      undo: async () => {
        await request("DELETE", `${path}/ban/${username}`);
        await letBack();
      },
    });
  }
  return acts;
}

/** @param {Member} member @param {number} [now] */
export function isMuted({ muted_until }, now = Date.now()) {
  return Boolean(muted_until) && Date.parse(muted_until ?? "") > now;
}
