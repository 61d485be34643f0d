/**
 * Everything that reaches a zone from outside is one of these records. A step sorts them by
 * (source class, source id, source sequence), so that the order of arrival cannot matter.
 */

import type { RequestName } from "@ambon/data/requests";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { MessageBody, MessageId } from "./message.ts";
import type { PlayerState } from "./player-state.ts";
import type { TravellingPart } from "./session-part.ts";

/** Source classes in the order in which a step takes them. */
export const SOURCE = { admin: 0, store: 1, zone: 2, session: 3 } as const;

export interface Source {
  readonly class: (typeof SOURCE)[keyof typeof SOURCE];
  readonly id: string;
  readonly seq: number;
}

export interface RosterEntry {
  readonly name: string;
  readonly level: number;
  readonly race: string;
  readonly class: string;
  readonly zone: string;
  readonly afk: boolean;
  readonly staff: boolean;
}

export interface InstanceLine {
  readonly number: number;
  readonly players: number;
  /** Takes arrivals. */
  readonly isOpen: boolean;
}

export type InputBody =
  /** A player enters: by login (`from` null) or from another zone. */
  | {
      readonly i: "arrive";
      readonly state: PlayerState;
      readonly session: TravellingPart;
      /** Entry room; a room this zone does not have means the zone's own entry. */
      readonly room: string;
      readonly from: { readonly zone: ZoneId; readonly direction: string | null } | null;
    }
  | {
      readonly i: "line";
      readonly player: PlayerId;
      readonly text: string;
      readonly inputSeq: number;
    }
  | {
      readonly i: "subscribe";
      readonly player: PlayerId;
      /** The complete new set, lower case. */
      readonly packages: readonly string[];
    }
  /** The player's client asks for data; answered whether it subscribed or not. */
  | {
      readonly i: "request";
      readonly player: PlayerId;
      readonly package: RequestName;
      /** The argument, at most REQUEST_VALUE_MAX characters; "" where there is none. */
      readonly value: string;
    }
  | { readonly i: "linkLost"; readonly player: PlayerId }
  /** A socket is there again (resume or takeover): answer with the full state. */
  | {
      readonly i: "linkBack";
      readonly player: PlayerId;
      readonly takeover: boolean;
      /** Nothing was missed: the screen is as it was, so nothing is shown again. */
      readonly continued?: boolean;
    }
  /** The engine takes the player out: grace over, kicked, banned, shutdown. */
  | { readonly i: "remove"; readonly player: PlayerId; readonly reason: string }
  | {
      readonly i: "message";
      readonly id: MessageId;
      /** Set when the message is for one player here. */
      readonly player: PlayerId | null;
      readonly body: MessageBody;
      /** Whose act it is, and whom they meant; recordings of earlier versions lack both. */
      readonly sender?: PlayerId | null;
      readonly name?: string;
    }
  /** A message of this zone found nobody. */
  | {
      readonly i: "undeliverable";
      readonly player: PlayerId;
      readonly name: string;
      readonly body: MessageBody;
      /** What would have answered was lost: it may have arrived all the same. */
      readonly uncertain?: boolean;
    }
  | {
      readonly i: "roster";
      readonly player: PlayerId;
      readonly players: readonly RosterEntry[];
      /** As in the query. */
      readonly as?: "data";
    }
  /** The answer to a query for instances. */
  | {
      readonly i: "instances";
      readonly player: PlayerId;
      readonly instances: readonly InstanceLine[];
      /** Why the player cannot go into the one that was asked for. */
      readonly problem?: "none" | "here" | "closing" | "full";
    }
  /**
   * The player is to go on in another instance of this zone: the one they asked for, or (null) any,
   * because this one closes; then whoever is busy is left where they are, and asked again later.
   */
  | { readonly i: "switch"; readonly player: PlayerId; readonly to: ZoneId | null }
  /** An instance that ends leaves this one its row: what lies there, and its ledger. */
  | { readonly i: "absorb"; readonly from: ZoneId; readonly stored: string }
  /** The answer to an `order`: shown to the staff member who gave it. */
  | {
      readonly i: "orderResult";
      readonly player: PlayerId;
      readonly ok: boolean;
      readonly text: string;
    }
  /** A setting of the character that the edge changed (screen reader found, colour off …). */
  | {
      readonly i: "edgeSetting";
      readonly player: PlayerId;
      readonly colour?: boolean;
      readonly screenReader?: boolean;
    }
  /** Class A changes are refused while the store is away. */
  | { readonly i: "store"; readonly available: boolean }
  /** New content is loaded under this hash: the zone takes its definition from the library. */
  | { readonly i: "reload"; readonly contentHash: string }
  | { readonly i: "announce"; readonly text: string }
  /** Staff rights changed from outside (CLI). */
  | { readonly i: "setStaff"; readonly player: PlayerId; readonly staff: boolean };

export interface Input {
  readonly source: Source;
  readonly body: InputBody;
}
