/**
 * The engine's side of a session: which character it plays, on which gateway channel, and how far
 * its lines are applied. It outlives its socket for the grace time (link-dead) and is taken over
 * by the next login of the same character.
 *
 *   claiming ── claimed ──▶ playing ◀── attach again ── link-dead
 *       │ detach               │ quit, kick, grace over
 *       ▼                      ▼
 *   row released            leaving ── final cut durable ──▶ gone
 *
 * A session has at most one line in a zone at a time: the next is handed over when that one is
 * applied. So lines typed ahead follow their player across a zone border, in order.
 */

import type { Caps, CloseReason, EdgeSettings } from "@ambon/bus/frames";
import { BoundedQueue } from "@ambon/kernel/bounded-queue";
import type { PlayerId } from "@ambon/kernel/ids";
import type { Limits } from "@ambon/kernel/limits";
import type { GatewayLink } from "./gateway-link.ts";
import { LastInstances } from "./instances/last-instances.ts";
import type { OutputItem } from "./output/payload.ts";
import { type OutputLimits, SessionOutput } from "./output/session-output.ts";
import { ResumeTokens } from "./resume-tokens.ts";
import type { ZoneSlot } from "./zone-table.ts";

export interface TypedLine {
  readonly inputSeq: number;
  readonly text: string;
  /** The client's own number for it. */
  readonly clientSeq?: number;
}

/** Output that waits for a cut to be durable. */
export interface HeldItem {
  readonly cut: number;
  readonly item: OutputItem;
}

export interface EngineSession {
  readonly playerId: PlayerId;
  readonly playerName: string;
  sessionId: string;
  /** Grows with each socket; what an older socket still sends is ignored. */
  generation: number;
  /** null = link-dead. */
  link: GatewayLink | null;
  channel: number;
  caps: Caps;
  slot: ZoneSlot;
  phase: "playing" | "leaving";
  closeReason: CloseReason;
  /** On the way to another engine: no line is handed over, and no socket may change. */
  sealed: boolean;
  /** Its zone was told to let the player go. */
  removing: { readonly text: string } | null;
  /** The data packages the socket asked for last. */
  packages: readonly string[];
  /** Its gateway is away and may come back with the socket: the zone has not been told. */
  absent: boolean;
  /** Sequence number of the grace timer, or of the one before it while absent; 0 = none. */
  graceTimer: number;

  readonly lines: BoundedQueue<TypedLine>;
  inFlight: TypedLine | null;
  /** A line that its zone did not come to before the player left it. */
  retry: TypedLine | null;
  /** The newest line that was accepted. */
  lastSeq: number;
  /** The newest number of the client's own among the accepted lines; 0 = none. */
  clientSeq: number;
  /** True while it stands in the ring of sessions that have a line to hand over. */
  inRing: boolean;
  appliedSeq: number;
  /** The client's own number of the newest line that was applied; 0 = none. */
  appliedClientSeq: number;
  ackedSeq: number;
  readonly output: SessionOutput;
  readonly tokens: ResumeTokens;
  /** The row says it too, for the next login. */
  readonly instances: LastInstances;
  /** What the edge renders by; null until the zone has said it. */
  settings: EdgeSettings | null;

  /** Output waits for this cut; 0 = output goes out at once. */
  heldUntilCut: number;
  readonly held: HeldItem[];
}

export interface NewSession {
  readonly playerId: PlayerId;
  readonly playerName: string;
  readonly sessionId: string;
  readonly caps: Caps;
  readonly slot: ZoneSlot;
  readonly inputSeq: number;
  /** Of the last socket this player had, in whatever run of the engine. */
  readonly generation: number;
  readonly limits: OutputLimits & Pick<Limits, "LINES_IN_FLIGHT">;
}

/** A session that has no socket yet. */
export const newSession = (start: NewSession): EngineSession => ({
  playerId: start.playerId,
  playerName: start.playerName,
  sessionId: start.sessionId,
  generation: start.generation,
  link: null,
  channel: 0,
  caps: start.caps,
  slot: start.slot,
  phase: "playing",
  closeReason: "quit",
  sealed: false,
  removing: null,
  packages: [],
  absent: false,
  graceTimer: 0,
  lines: new BoundedQueue(start.limits.LINES_IN_FLIGHT),
  inFlight: null,
  retry: null,
  lastSeq: start.inputSeq,
  clientSeq: 0,
  inRing: false,
  appliedSeq: start.inputSeq,
  appliedClientSeq: 0,
  ackedSeq: start.inputSeq,
  output: new SessionOutput(start.limits),
  tokens: new ResumeTokens(),
  instances: new LastInstances(),
  settings: null,
  heldUntilCut: 0,
  held: [],
});
