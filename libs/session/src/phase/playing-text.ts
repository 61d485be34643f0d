/** What the gateway itself says to somebody who plays. */

export const PLAYING_TEXT = {
  slowDown: "Slow down: some of your lines were dropped.",
  windowFull: "The world has not caught up with you: that line was not taken.",
  away: "The world holds its breath…",
  tooLong: "The world is still away: that line was not taken.",
  back: "The world breathes again.",
  lost: "The world has lost your session. Please log in again.",
} as const;
