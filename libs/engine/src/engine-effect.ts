/** What a tick asks the host to do, in order. */

import type { EngineFrame } from "@ambon/bus/frames";
import type { RecordedChunk } from "@ambon/journal/recorder";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { Cut } from "@ambon/persistence/store";
import type { AccountEffect } from "./account-desk.ts";
import type { PeerFrame } from "./cluster/peer-frame.ts";
import type { StoreCall } from "./inbox.ts";

export type EngineEffect =
  /** At most one per gateway and tick. */
  | { readonly x: "send"; readonly gateway: string; readonly frames: readonly EngineFrame[] }
  /** To another engine; at most one per engine and tick. */
  | { readonly x: "peers"; readonly engine: string; readonly frames: readonly PeerFrame[] }
  /** Comes back as `store` with the same id. */
  | { readonly x: "store"; readonly id: number; readonly call: StoreCall }
  /** Comes back as `cut` with the same attempt number. */
  | { readonly x: "cut"; readonly cut: Cut }
  /** Comes back as the account service says. */
  | { readonly x: "account"; readonly effect: AccountEffect }
  | { readonly x: "record"; readonly zone: ZoneId; readonly chunk: RecordedChunk }
  /** Load the content again; comes back as `content` with the same `player` and `engine`. */
  | { readonly x: "reload"; readonly player: PlayerId | null; readonly engine: string | null }
  /** End the process in good order: the host answers with `stop`. */
  | { readonly x: "shutdown"; readonly reason: string }
  /** All zones are claimed: logins are let in from now on. */
  | { readonly x: "ready" }
  /** Everything is saved after `stop`. */
  | { readonly x: "stopped" }
  /** The engine cannot start with what is stored; `reason` is a sentence for the operator. */
  | { readonly x: "refused"; readonly reason: string }
  /** The engine must not go on: end the process; the next start continues from the last cut. */
  | { readonly x: "fatal"; readonly reason: string };
