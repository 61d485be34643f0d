/**
 * What engines of one cluster say to each other. A link between two runs of engines keeps order and
 * delivers once; when either ends, what was under way is gone, and the next link begins with `all`
 * both ways. So everything here is either state that is told anew, or carries what makes it safe
 * to lose: a tell is answered or reported, a hand-off is decided by its row.
 *
 * Frames are plain data; the bus does not look into them.
 */

import type { RosterEntry } from "@ambon/game/input";
import type { MessageBody, MessageId } from "@ambon/game/message";
import type { PlayerState } from "@ambon/game/player-state";
import type { TravellingPart } from "@ambon/game/session-part";
import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { BanChange } from "../account-desk.ts";
import type { SessionDump } from "../session-dump.ts";
import type { ZoneSchemas } from "./zone-schemas.ts";

export interface ZoneLine {
  readonly id: ZoneId;
  readonly epoch: number;
  readonly population: number;
  /** Takes arrivals. */
  readonly isOpen: boolean;
}

export interface RosterLine {
  readonly id: PlayerId;
  readonly zone: ZoneId;
  readonly entry: RosterEntry;
}

/** A player on the way into a zone of another engine. */
export interface HandOffer {
  /** `engine#boot/number` of who offers: the same offer may come twice. */
  readonly transfer: string;
  readonly player: PlayerId;
  /** Owner and epoch of the row as it was saved with this very state. */
  readonly owner: string;
  readonly epoch: number;
  readonly zone: ZoneId;
  readonly room: string;
  readonly from: { readonly zone: ZoneId; readonly direction: string | null };
  readonly state: PlayerState;
  readonly part: TravellingPart;
  /** The engine's side of the session: numbers, output, lines that wait. */
  readonly session: SessionDump;
  /** Why the player is to be taken out at once; null = not. */
  readonly removing: string | null;
}

/** A running zone, with everybody in it. */
export interface ZoneOffer {
  readonly transfer: string;
  /** Owner and epoch of the row as it was saved with this very snapshot. */
  readonly owner: string;
  readonly zone: ZoneId;
  readonly epoch: number;
  /** Offers of earlier versions lack it. */
  readonly schemas?: ZoneSchemas;
  /** Canonical text of the snapshot. */
  readonly state: string;
  /** Messages it was given last; offers of earlier versions lack it. */
  readonly heard?: readonly string[];
  /** An instance that is not needed any more. */
  readonly isClosing: boolean;
  readonly sessions: readonly SessionDump[];
}

/** The whole game counts down. Time that is left, because the clocks of engines differ. */
export interface ShutdownOrder {
  readonly o: "shutdown";
  readonly delayMs: number;
  readonly reason: string;
  /** Told on a new link of a countdown that runs already: an earlier one stays. */
  readonly runs: boolean;
}

/**
 * Orders that concern the whole cluster; each engine does its part. One that an engine does not
 * know comes from a newer one, and is ignored.
 */
export type ClusterOrder =
  | { readonly o: "kick"; readonly player: PlayerId; readonly reason: string }
  | { readonly o: "announce"; readonly text: string }
  /** A row says that you have this player: give it back if you do not. */
  | { readonly o: "disown"; readonly player: PlayerId }
  /** A ban that is stored already. */
  | { readonly o: "ban"; readonly change: BanChange }
  /** Load your content again; the sender's player who asked (null = an operator) is answered. */
  | { readonly o: "reload"; readonly player: PlayerId | null }
  /** To a member of staff who plays at the receiver. */
  | { readonly o: "answer"; readonly player: PlayerId; readonly ok: boolean; readonly text: string }
  | ShutdownOrder
  | { readonly o: "cancelShutdown" }
  | { readonly o: "setStaff"; readonly player: PlayerId; readonly staff: boolean };

/** For one player, for one zone, or (both null) for every zone with players. */
export interface Letter {
  readonly p: "message";
  readonly id: MessageId;
  readonly player: PlayerId | null;
  readonly zone: ZoneId | null;
  /** Whose act it is, and whom they meant: for `undeliverable`. */
  readonly sender: PlayerId | null;
  readonly name: string;
  readonly body: MessageBody;
  /** How many engines have sent it on, the first one too; earlier versions do not count. */
  readonly hops?: number;
}

/** A letter of this player came to nobody. */
export interface Undeliverable {
  readonly p: "undeliverable";
  readonly player: PlayerId;
  readonly name: string;
  readonly body: MessageBody;
  /** Who would have said so was lost: it may have arrived all the same. */
  readonly uncertain?: boolean;
  readonly hops?: number;
}

/** What follows whom it is for (post.ts). */
export type Mail = Letter | Undeliverable;

export type PeerFrame =
  /** First on every link, and everything that was known of the sender before is void. */
  | {
      readonly p: "all";
      readonly owner: string;
      readonly url: string;
      readonly region?: string;
      /** Zones of which it may run instances. */
      readonly templates: readonly string[];
      readonly takesZones: boolean;
      readonly zones: readonly ZoneLine[];
      readonly roster: readonly RosterLine[];
    }
  /** The complete list of the sender's zones, when it or a number in it has changed. */
  | {
      readonly p: "zones";
      readonly zones: readonly ZoneLine[];
      /** False when it gives its own away. */
      readonly takesZones: boolean;
    }
  /** Run this instance, unless somebody does. */
  | { readonly p: "start"; readonly zone: ZoneId }
  /** This instance of yours is not needed any more. */
  | { readonly p: "close"; readonly zone: ZoneId }
  /** Its row is empty: nobody has to run it. */
  | { readonly p: "ended"; readonly zone: ZoneId }
  | {
      readonly p: "roster";
      readonly here: readonly RosterLine[];
      readonly gone: readonly PlayerId[];
    }
  | Letter
  /** A letter of a player was taken: it is in a zone, on its way from here, or comes back. */
  | { readonly p: "taken"; readonly id: MessageId }
  | Undeliverable
  | { readonly p: "offer"; readonly offer: HandOffer }
  | { readonly p: "zone"; readonly offer: ZoneOffer }
  | {
      readonly p: "answer";
      readonly transfer: string;
      readonly outcome: "committed" | "rejected";
      /** For the log. */
      readonly reason: string;
    }
  | { readonly p: "order"; readonly order: ClusterOrder };
