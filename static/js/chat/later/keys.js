// @ts-check
/** @import {Section} from "../../lib/keyboard_help.js" */

/** What the keys do in the rooms. @returns {Section[]} */
export function keySections() {
  return [
    {
      title: "Anywhere",
      keys: [
        [["?"], "This help"],
        [["Ctrl", "K"], "Go to, or do"],
        [["/"], "Search messages"],
        [["Alt", "N"], "Notifications"],
        [["Ctrl", ","], "Preferences"],
        [["Alt", "↑ ↓"], "Room above or below"],
        [["Alt", "Shift", "↑ ↓"], "Room with something unread"],
        [["Esc"], "Close what is open"],
      ],
    },
    {
      title: "Writing",
      keys: [
        [["Enter"], "Send or save"],
        [["Shift", "Enter"], "New line; a list goes on"],
        [["Ctrl", "Enter"], "Send also from a block of code, where Enter is a new line"],
        [["@ # : /"], "People, rooms, emoji, commands"],
        [["Tab"], "Take what is offered"],
        [["↑"], "Edit your last message, in an empty field"],
        [["Esc"], "Cancel a reply or an edit"],
      ],
    },
    {
      title: "Formatting",
      keys: [
        [["Ctrl", "B"], "Bold"],
        [["Ctrl", "I"], "Italic"],
        [["Ctrl", "E"], "Code"],
        [["Ctrl", "Shift", "X"], "Struck through"],
        [["Ctrl", "Shift", "U"], "Link"],
        [["` * _ ~"], "Around what is selected"],
      ],
    },
    {
      title: "Messages",
      keys: [
        [["Enter"], "From the list to a message; then its menu"],
        [["↑ ↓"], "Message before or after"],
        [["Home", "End"], "First or last message"],
        [["R"], "Reply"],
        [["T"], "Open the thread"],
        [["U"], "Mark unread from here"],
        [["P"], "Profile of who wrote it"],
        [["E"], "Edit"],
        [["C"], "Copy text"],
        [["Delete"], "Delete"],
      ],
    },
    {
      title: "Rooms",
      keys: [
        [["↑ ↓"], "Move in the list"],
        [["Enter"], "Open"],
        [["→"], "Options"],
        [["Alt", "↑ ↓"], "Move the room itself"],
      ],
    },
  ];
}
