/** How much waits in the fullest of an engine's bounded places, by the name of its limit. */

import type { LimitName } from "@ambon/kernel/limits";
import type { EngineContext } from "./context.ts";

export type Fullness = Readonly<Partial<Record<LimitName, number>>>;

export const fullnessOf = ({ sessions }: EngineContext): Fullness => {
  let lines = 0;
  let pending = 0;
  let frames = 0;
  let bytes = 0;
  for (const session of sessions.all()) {
    const { output } = session;
    lines = Math.max(lines, sessions.unapplied(session).length);
    pending = Math.max(pending, output.waitingBytes);
    frames = Math.max(frames, output.historyFrames);
    // One item is kept whatever its size.
    if (output.historyFrames > 1) bytes = Math.max(bytes, output.historyBytes);
  }
  return {
    LINES_IN_FLIGHT: lines,
    SESSION_PENDING_BYTES: pending,
    SESSION_HISTORY_FRAMES: frames,
    SESSION_HISTORY_BYTES: bytes,
  };
};
