/**
 * The bus between engines. What they say is theirs alone: the bus carries plain data and does not
 * look into it.
 *
 * Promise, between one run of an engine and one run of another: what is sent arrives once and in
 * order, over connections that break and come again within INTER_ENGINE_KEEP_MS. When that cannot
 * be kept (the other has restarted, stays away longer, more waits than INTER_ENGINE_BYTES, or the
 * receiver is full) the link is lost: `watch` says so, what was under way is gone for good, and the
 * next one begins anew. A link that was up and is told `up` again is another run of that engine.
 */

import type { LinkReceiver, SendOutcome } from "./bus.ts";

/** So long frames are kept for a peer whose connection is broken. */
export const INTER_ENGINE_KEEP_MS = 3000;
/** Encoded bytes that may wait for one peer; beyond it the link counts as lost. */
export const INTER_ENGINE_BYTES = 16 * 1024 * 1024;

/** `full`: the receiver holds as much as it may. What came is lost for good, with the link. */
export type PeerReceiver = (engine: string, frames: readonly unknown[]) => "full" | undefined;

export interface InterEngineBus {
  /** `noLink`: nothing was taken. Frames are plain data and belong to the bus from now on. */
  send(engine: string, frames: readonly unknown[]): SendOutcome;
  /** One receiver; it is never entered twice. */
  receive(receiver: PeerReceiver): void;
  /** One watcher; it is told at once of engines that are linked already. */
  watch(watcher: LinkReceiver): void;
  close(): void;
}
