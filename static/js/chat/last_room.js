// @ts-check

const KEY = "chat.room";

/** The room to come back to from another page of this tab. @param {number | null} roomId */
export function keepRoom(roomId) {
  if (roomId !== null) sessionStorage.setItem(KEY, String(roomId));
}

/** @returns {number | null} */
export function keptRoom() {
  return Number(sessionStorage.getItem(KEY)) || null;
}
