// @ts-check
import { bindKeyboardHelp } from "../lib/keyboard_help.js";
import { Socket } from "../lib/socket.js";
import { toast } from "../lib/toast.js";

const socket = new Socket("/ws");
socket.addEventListener("event", (message) => {
  const event = /** @type {CustomEvent} */ (message).detail;
  if (event.type === "notification") toast(event.text, { level: event.level, href: event.href });
});
bindKeyboardHelp(() => import("./keys.js"));
