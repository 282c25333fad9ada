// @ts-check
import { find } from "../../lib/dom.js";
import { Problem, request } from "../../lib/http.js";
import { counted } from "../../lib/language.js";

const root = find("[data-invitation]");
const button = /** @type {HTMLButtonElement} */ (find("[data-action=accept]", root));
const code = location.hash.slice(1);

/** @typedef {{id: number, name: string, icon: string, description: string, member_count: number, is_member: boolean}} Invited */

/** @param {Invited} room */
function show(room) {
  const members = counted(room.member_count, { one: "# member", other: "# members" });
  find("[data-icon]", root).textContent = room.icon;
  find("[data-title]", root).textContent = room.is_member ? `You belong to ${room.name}` : `Join ${room.name}?`;
  find("[data-about]", root).textContent = [room.description, members].filter(Boolean).join(" · ");
  button.textContent = room.is_member ? `Open ${room.name}` : `Join ${room.name}`;
  button.hidden = false;
  button.focus();
}

/** @param {() => Promise<void>} act */
async function attempt(act) {
  button.disabled = true;
  try {
    await act();
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    if (error.status === 404) find("[data-title]", root).textContent = "This invitation is over";
    find("[data-problem]", root).textContent = error.detail;
    button.hidden = error.status === 404;
  } finally {
    button.disabled = false;
  }
}

button.addEventListener("click", () =>
  attempt(async () => {
    const { room } = await request("POST", "/api/invites/accept", { code });
    location.assign(`/chat/${room.id}`);
  }),
);
attempt(async () => show((await request("POST", "/api/invites/preview", { code })).room));
