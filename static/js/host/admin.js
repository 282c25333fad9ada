// @ts-check
import { bootstrap, find } from "../lib/dom.js";
import { Overview } from "./admin_overview.js";
import { Users } from "./admin_users.js";
import { Tabs } from "./tabs.js";

const { user } = /** @type {{user: {user_id: string, role: string}}} */ (bootstrap());
const views = { overview: new Overview(), users: new Users(user) };
new Tabs(find("[data-tabs]"), (name) => {
  // A plugin's panel has a script of its own, which hears that it is shown.
  if (name in views) views[/** @type {keyof typeof views} */ (name)].load();
  else find(`[data-panel=${name}]`).dispatchEvent(new Event("shown"));
});
