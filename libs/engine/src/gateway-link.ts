/**
 * One gateway as the engine sees it: its channels, and the frames that go out to it at the end of
 * the tick, as one batch.
 */

import type { EngineFrame } from "@ambon/bus/frames";
import type { EngineSession } from "./engine-session.ts";
import type { Joining } from "./joining.ts";

export type ChannelHolder =
  | { readonly is: "session"; readonly session: EngineSession }
  | { readonly is: "joining"; readonly joining: Joining };

export interface GatewayLink {
  readonly name: string;
  readonly channels: Map<number, ChannelHolder>;
  frames: EngineFrame[];
  /** Sessions whose lines were applied in this tick: one acknowledgement each. */
  readonly acks: Set<EngineSession>;
  /** Channels of the multicast that is being put together. */
  scratch: number[] | null;
}

export const newGatewayLink = (name: string): GatewayLink => ({
  name,
  channels: new Map(),
  frames: [],
  acks: new Set(),
  scratch: null,
});
