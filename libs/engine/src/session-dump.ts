/**
 * The engine's side of a session as plain data: what the next run of an engine, or another engine,
 * needs to go on with it at the next number.
 */

import type { Caps, EdgeSettings } from "@ambon/bus/frames";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { EngineContext } from "./context.ts";
import type { EngineSession, TypedLine } from "./engine-session.ts";
import type { InstanceNumbers } from "./instances/last-instances.ts";
import type { OutputDump } from "./output/output-dump.ts";
import type { TokenHashes } from "./resume-tokens.ts";

export interface SessionDump {
  readonly playerId: PlayerId;
  readonly sessionId: string;
  readonly generation: number;
  /** Of the player's row. */
  readonly epoch: number;
  readonly zone: ZoneId;
  readonly caps: Caps;
  readonly packages: readonly string[];
  readonly afk: boolean;
  /** Accepted and not applied, in order. */
  readonly lines: readonly TypedLine[];
  readonly appliedSeq: number;
  readonly appliedClientSeq: number;
  readonly tokens: TokenHashes;
  readonly instances: InstanceNumbers;
  readonly settings: EdgeSettings | null;
  readonly output: OutputDump;
  /** Milliseconds of grace that were left; null = it had a socket. */
  readonly graceLeftMs: number | null;
}

/** `withOutput` false: only the number is kept, and the client gets a full refresh. */
export const dumpSession = (
  c: EngineContext,
  session: EngineSession,
  epoch: number,
  withOutput: boolean,
): SessionDump => {
  const { playerId, sessionId, generation, slot, caps, packages, settings, tokens } = session;
  const { appliedSeq, appliedClientSeq, output, link } = session;
  return {
    playerId,
    sessionId,
    generation,
    epoch,
    zone: slot.id,
    caps,
    packages,
    afk: c.roster.where(playerId)?.entry.afk ?? false,
    lines: c.sessions.unapplied(session),
    appliedSeq,
    appliedClientSeq,
    tokens: tokens.hashes,
    instances: session.instances.numbers,
    settings,
    output: withOutput ? output.dump(c.nowMs) : output.dumpNumber(),
    graceLeftMs:
      link === null && !session.absent ? c.timers.leftMs(session.graceTimer, c.nowMs) : null,
  };
};
