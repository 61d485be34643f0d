/** How much waits in the fullest of an engine's bounded places, by the name of its limit. */

import type { LimitName } from "@ambon/kernel/limits";
import { OFFERS_KEPT } from "./cluster/cluster.ts";
import { HELD_MAIL_MAX } from "./cluster/held-mail.ts";
import { UNANSWERED_MAX } from "./cluster/unanswered.ts";
import type { EngineContext } from "./context.ts";
import { HELD_FRAMES_MAX } from "./outbox.ts";

/** Limits that no setting changes. */
export const FIXED_LIMITS = {
  HELD_FRAMES_MAX,
  HELD_MAIL_MAX,
  OFFERS_KEPT,
  UNANSWERED_MAX,
} as const;

export type Fullness = Readonly<Partial<Record<LimitName | keyof typeof FIXED_LIMITS, number>>>;

export const fullnessOf = ({ sessions, cluster }: EngineContext): Fullness => {
  let lines = 0;
  let pending = 0;
  let frames = 0;
  let bytes = 0;
  let held = 0;
  for (const session of sessions.all()) {
    const { output } = session;
    held = Math.max(held, session.held.length);
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
    HELD_FRAMES_MAX: held,
    HELD_MAIL_MAX: cluster?.held.most ?? 0,
    OFFERS_KEPT: cluster?.offers.size ?? 0,
    UNANSWERED_MAX: cluster?.unanswered.most ?? 0,
  };
};
