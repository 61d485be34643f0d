/**
 * A link between one gateway and one engine as both hosts see it today: a stream of batches that
 * is up or down. Each end gives up when it has heard nothing for DEAD_MS, as heartbeats would show
 * it; the gateway dials again, 100 ms to 2 s later.
 */

import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import type { Connection, Line } from "../network/connection.ts";
import type { Network } from "../network/network.ts";
import type { Process } from "../time/process.ts";

export type LinkConnection = Connection<readonly GatewayFrame[], readonly EngineFrame[]>;

/** Bytes under way in one direction before a sender is told that it is full. */
export const LINK_CAPACITY_BYTES = 1_000_000;
/** What a batch weighs, roughly: exact sizes decide nothing here. */
export const FRAME_BYTES = 120;
const BEAT_MS = 1000;
export const DEAD_MS = 5000;

/** Watches what one end hears; calls `dead` when that is nothing for too long. */
export const watchBeats = (
  network: Network,
  me: { readonly process: Process; readonly place: string },
  peer: { readonly process: Process; readonly place: string },
  line: { readonly isOpen: () => boolean; readonly isDark: () => boolean },
  dead: () => void,
): void => {
  const route = network.route(peer.place, me.place);
  let silentMs = 0;
  const beat = (): void => {
    if (!line.isOpen()) return;
    const hears = peer.process.isUp && !route.blocked && !line.isDark();
    silentMs = hears ? 0 : silentMs + BEAT_MS;
    if (silentMs >= DEAD_MS) dead();
    else me.process.after(BEAT_MS, beat);
  };
  me.process.after(BEAT_MS, beat);
};

export type GatewayLine = Line<readonly GatewayFrame[]>;
export type EngineLine = Line<readonly EngineFrame[]>;
