// @ts-check

export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅"];

/** Common emoji by group, each with the words by which it is found. @type {[string, string][]} */
const SOURCE = [
  [
    "Smileys",
    `😀 grin|😄 smile|😁 beaming|😂 tears of joy|🤣 rolling laughing|😊 blush|🙂 slight smile|😉 wink|😍 heart eyes|😘 kiss
|😎 sunglasses cool|🤩 star struck|🤔 thinking|🤨 raised eyebrow|😐 neutral|🙄 rolling eyes|😏 smirk|😅 sweat smile
|😴 sleeping|😢 crying|😭 sobbing|😤 triumph|😡 angry|🤯 mind blown|😱 scream|😳 flushed|🥳 party|🤗 hug|🤝 handshake|🫡 salute`,
  ],
  [
    "Hands and people",
    `👍 thumbs up|👎 thumbs down|👌 ok|✌️ victory|🤞 fingers crossed|👏 clapping|🙌 raised hands|🙏 thanks please|💪 strong
|👋 wave hello|👉 point right|👆 point up|☝️ one|✊ fist|🤷 shrug|🤦 facepalm|👀 eyes looking|🧠 brain`,
  ],
  [
    "Hearts and signs",
    `❤️ red heart|🧡 orange heart|💛 yellow heart|💚 green heart|💙 blue heart|💜 purple heart|💔 broken heart|💯 hundred
|✅ done check|❌ cross no|❓ question|❗ exclamation|⚠️ warning|🚫 forbidden|➕ plus|🔴 red|🟡 yellow|🟢 green`,
  ],
  [
    "Things",
    `🎉 tada party|🎂 cake birthday|🎁 gift|🏆 trophy|🔥 fire|⭐ star|✨ sparkles|⚡ lightning|🚀 rocket ship|💡 idea|🐛 bug
|🔧 wrench fix|🔒 lock|🔑 key|📌 pin|📎 clip|📈 chart up|📉 chart down|📅 calendar|⏰ clock|☕ coffee|🍕 pizza|🍻 cheers|🌱 seedling
|☀️ sun|🌧️ rain|🐢 turtle slow|🦄 unicorn`,
  ],
];

/** @typedef {{emoji: string, name: string}} Emoji */

/** @type {{title: string, emoji: Emoji[]}[]} */
export const GROUPS = SOURCE.map(([title, text]) => ({
  title,
  emoji: text.split("|").map((entry) => {
    const [emoji, ...words] = entry.trim().split(" ");
    return { emoji, name: words.join(" ") };
  }),
}));
