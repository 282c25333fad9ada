// @ts-check
const NOTES = [660, 880];
const LENGTH = 0.09;

/** @type {AudioContext | undefined} */
let audio;

/** Two short soft notes. Browsers that have seen no click yet stay silent. */
export async function playTone() {
  audio ??= new AudioContext();
  if (audio.state === "suspended") await audio.resume();
  const start = audio.currentTime;
  for (const [at, frequency] of NOTES.entries()) {
    const from = start + at * LENGTH;
    const volume = new GainNode(audio, { gain: 0 });
    // From silence and back: a note that starts at once clicks.
    volume.gain.setTargetAtTime(0.12, from, 0.008);
    volume.gain.setTargetAtTime(0, from + LENGTH * 0.7, 0.04);
    const note = new OscillatorNode(audio, { type: "sine", frequency });
    note.connect(volume).connect(audio.destination);
    note.start(from);
    note.stop(from + LENGTH * 4);
  }
}
