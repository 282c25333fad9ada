// @ts-check

/** What one reacts with most. */
export const QUICK = ["👍", "❤️", "😂", "🎉", "👀", "✅"];
