// @ts-check
/** @import {Loader} from "../loader.js" */
/** @import {Navigation} from "../navigation.js" */
/** @import {Store} from "../store.js" */
/** @import {Room} from "../types.js" */
import { request } from "../../lib/http.js";
import { toast } from "../../lib/toast.js";
import { PeopleDialog } from "./people_dialog.js";

const MOST_DIRECT = 8;
const MOST_INVITED = 20;

/** What people are chosen for: to be written to, or to come into a room. */
export class People {
  #dialog;
  #store;
  #navigation;

  /** @param {{store: Store, loader: Loader, navigation: Navigation}} parts */
  constructor({ store, loader, navigation }) {
    this.#dialog = new PeopleDialog({ store, loader });
    this.#store = store;
    this.#navigation = navigation;
  }

  direct() {
    const done = this.#navigation.direct;
    this.#dialog.open({ title: "New direct message", confirm: "Open", most: MOST_DIRECT, done });
  }

  /** @param {Room} room */
  invite(room) {
    const members = this.#store.members(room.id) ?? [];
    this.#dialog.open({
      title: `Invite people to ${room.name}`,
      confirm: "Invite",
      hidden: new Set(members.map((member) => member.username)),
      most: MOST_INVITED,
      done: async (usernames) => {
        for (const username of usernames) await request("POST", `/api/rooms/${room.id}/invite`, { username });
        const names = usernames.length === 1 ? `@${usernames[0]}` : `${usernames.length} people`;
        toast(`${names} joined ${room.name}`, { level: "success" });
      },
    });
  }
}
