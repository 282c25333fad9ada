// @ts-check
import { bootstrap, find } from "../lib/dom.js";
import { Overview } from "./admin_overview.js";
import { Users } from "./admin_users.js";
import { Tabs } from "./tabs.js";

const { user } = /** @type {{user: {user_id: string, role: string}}} */ (bootstrap());
const views = { overview: new Overview(), users: new Users(user) };
new Tabs(find("[data-tabs]"), (name) => void views[/** @type {keyof typeof views} */ (name)].load());
