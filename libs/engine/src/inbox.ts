/** Everything that reaches the engine from outside is one of these records. */

import type { GatewayFrame } from "@ambon/bus/frames";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { AggregateKey, AggregateRow, ClaimResult, CutResult } from "@ambon/persistence/store";
import type { HeldLease, TakeOrder, TakeResult } from "@ambon/persistence/zone-leases";
import type { AccountResult } from "./account-desk.ts";
import type { PeerFrame } from "./cluster/peer-frame.ts";

/** What the engine itself asks of the store; accounts and write-behind have their own calls. */
export type StoreCall =
  | {
      readonly op: "claim";
      readonly key: AggregateKey;
      readonly owner: string;
      readonly expected: { readonly owner: string; readonly epoch: number } | null;
      readonly initialState?: string;
    }
  | { readonly op: "take"; readonly order: TakeOrder }
  | { readonly op: "renew"; readonly owner: string; readonly ttlMs: number }
  | { readonly op: "lapsed"; readonly owner: string }
  | { readonly op: "read"; readonly key: AggregateKey }
  /** Ids in order, after `after`. */
  | {
      readonly op: "list";
      readonly kind: AggregateKey["kind"];
      readonly after: string | null;
      readonly limit: number;
    }
  /** null forgets the row. */
  | { readonly op: "put"; readonly key: AggregateKey; readonly state: string | null };

export type StoreReply =
  | { readonly ok: true; readonly op: "claim"; readonly claim: ClaimResult }
  | { readonly ok: true; readonly op: "read"; readonly row: AggregateRow | undefined }
  | { readonly ok: true; readonly op: "take"; readonly result: TakeResult }
  | { readonly ok: true; readonly op: "renew"; readonly held: readonly HeldLease[] }
  | { readonly ok: true; readonly op: "lapsed"; readonly lapsed: boolean }
  | { readonly ok: true; readonly op: "put" }
  | { readonly ok: true; readonly op: "list"; readonly ids: readonly string[] }
  | { readonly ok: false; readonly reason: string };

export type AdminOrder =
  | { readonly a: "announce"; readonly text: string }
  | { readonly a: "kick"; readonly name: string; readonly reason: string }
  /** `owner` is the run of an engine that has the player's row. */
  | {
      readonly a: "setStaff";
      readonly player: PlayerId;
      readonly owner: string;
      readonly staff: boolean;
    }
  | { readonly a: "reload" }
  | { readonly a: "shutdown"; readonly delayMs: number; readonly reason: string }
  | { readonly a: "cancelShutdown" }
  /** One zone to another engine. */
  | { readonly a: "move"; readonly zone: ZoneId; readonly engine: string }
  /** All zones to other engines; this one takes none any more. */
  | { readonly a: "drain" };

export type InboxRecord =
  | { readonly in: "frames"; readonly gateway: string; readonly frames: readonly GatewayFrame[] }
  | { readonly in: "link"; readonly gateway: string; readonly up: boolean }
  | { readonly in: "store"; readonly id: number; readonly reply: StoreReply }
  | { readonly in: "cut"; readonly seq: number; readonly result: CutResult }
  | { readonly in: "account"; readonly result: AccountResult }
  | { readonly in: "admin"; readonly order: AdminOrder }
  /** The host tried to load the content again. */
  | {
      readonly in: "content";
      /** The member of staff who asked, null = an operator did; and where, null = here. */
      readonly player: PlayerId | null;
      readonly engine: string | null;
      readonly ok: boolean;
      readonly contentHash: string;
      /** A sentence for the staff member who asked. */
      readonly text: string;
    }
  /** The link to another engine is there, or is lost. */
  | { readonly in: "peerLink"; readonly engine: string; readonly up: boolean }
  | { readonly in: "peers"; readonly engine: string; readonly frames: readonly PeerFrame[] }
  /** The process is to end: save everything, then say `stopped`. */
  | { readonly in: "stop"; readonly reason: string }
  /** The process is to end and to be started again: save and leave everything as it stands. */
  | { readonly in: "drain" };
