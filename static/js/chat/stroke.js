// @ts-check

/** Less is a tap that trembles. */
const SLIP_PX = 8;
/** A finger that is faster when it leaves says by its direction what it wants. */
const FLICK_PX_PER_MS = 0.35;
/** What the finger did longer ago says nothing about its speed. */
const RECENT_MS = 100;

/** The way of one finger: whether it goes across, how far, how fast. */
export class Stroke {
  #x;
  #y;
  /** @type {{x: number, time: number}[]} */
  #trail = [];
  /** @type {"undecided" | "across" | "other"} */
  direction = "undecided";

  /** @param {number} x @param {number} y @param {number} time in milliseconds */
  constructor(x, y, time) {
    this.#x = x;
    this.#y = y;
    this.#trail.push({ x, time });
  }

  /** @param {number} x @param {number} y @param {number} time */
  move(x, y, time) {
    this.#trail = [...this.#trail.filter((point) => time - point.time <= RECENT_MS), { x, time }];
    if (this.direction !== "undecided") return;
    const across = Math.abs(x - this.#x);
    const down = Math.abs(y - this.#y);
    if (Math.max(across, down) < SLIP_PX) return;
    this.direction = across > down ? "across" : "other";
    // From here, so that nothing jumps by the slip.
    this.#x = x;
  }

  /** To the right, since the direction was clear. */
  get distance() {
    return (this.#trail.at(-1)?.x ?? this.#x) - this.#x;
  }

  /** To the right, in pixels a millisecond; 0 for a finger that has rested. @param {number} time of its leaving */
  speed(time) {
    const recent = this.#trail.filter((point) => time - point.time <= RECENT_MS);
    const first = recent[0];
    const last = recent.at(-1);
    if (!first || !last || last.time === first.time) return 0;
    return (last.x - first.x) / (last.time - first.time);
  }
}

/**
 * How far open a drawer is, 0 to 1.
 * @param {boolean} wasOpen @param {number} distance of the finger towards open @param {number} width of the drawer
 */
export function openness(wasOpen, distance, width) {
  return Math.min(1, Math.max(0, (wasOpen ? 1 : 0) + distance / width));
}

/** Whether a drawer that is let go opens. @param {number} open 0 to 1 @param {number} speed towards open */
export function landsOpen(open, speed) {
  return Math.abs(speed) >= FLICK_PX_PER_MS ? speed > 0 : open >= 0.5;
}
