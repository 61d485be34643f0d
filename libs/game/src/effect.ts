/** What a zone's step asks the world outside to do, in order. */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import type { InputBody } from "./input.ts";
import type { Address, MessageBody, MessageId } from "./message.ts";
import type { PlayerSettings, PlayerState } from "./player-state.ts";
import type { TravellingPart } from "./session-part.ts";

/** The numbers a prompt template may show; a type, so that it is a record for the bus. */
export type PromptValues = {
  readonly hp: number;
  readonly maxHp: number;
  readonly mana: number;
  readonly maxMana: number;
  readonly gold: number;
  readonly level: number;
  /** Experience still missing to the next level. */
  readonly xpToLevel: number;
  readonly room: string;
  /** Name and condition of the opponent; empty out of combat. */
  readonly enemy: string;
};

/** What follows a player. */
export type Mail = Extract<InputBody, { i: "message" | "undeliverable" }>;

export type StaffOrder =
  | { readonly o: "kick"; readonly name: string; readonly reason: string }
  | {
      readonly o: "ban";
      /** A name, an IP address or a CIDR block. */
      readonly target: string;
      /** 0 = for ever. */
      readonly durationMs: number;
      readonly reason: string;
    }
  | { readonly o: "unban"; readonly target: string }
  | { readonly o: "bans" }
  | { readonly o: "announce"; readonly text: string }
  | { readonly o: "reload" }
  | { readonly o: "shutdown"; readonly delayMs: number; readonly reason: string }
  | { readonly o: "cancelShutdown" };

export type Effect =
  /** One per audience: everyone in `to` but not in `except` reads the same. */
  | {
      readonly e: "output";
      readonly to: readonly PlayerId[];
      readonly except?: readonly PlayerId[];
      readonly class: OutputClass;
      readonly markup: Markup;
      /** A shorter telling for those who asked for brevity. */
      readonly brief?: Markup;
    }
  | { readonly e: "prompt"; readonly to: PlayerId; readonly values: PromptValues }
  /** Data packages, only for those who subscribed (libs/data has the schema). */
  | {
      readonly e: "data";
      readonly to: readonly PlayerId[];
      readonly package: string;
      readonly value: unknown;
    }
  /** The edge renders by these; sent on arrival and on each change. */
  | { readonly e: "settings"; readonly to: PlayerId; readonly settings: PlayerSettings }
  /** The player has left this zone's state and belongs to `room`'s zone from now on. */
  | {
      readonly e: "transfer";
      readonly state: PlayerState;
      readonly session: TravellingPart;
      readonly room: string;
      readonly direction: string | null;
      /** The instance that is meant, as far as it takes anybody; absent = the engine chooses. */
      readonly instance?: ZoneId;
    }
  /** The player has left the game; `state` is what is to be stored. */
  | {
      readonly e: "left";
      readonly state: PlayerState;
      readonly reason: "quit" | "removed";
      readonly text: string;
    }
  | {
      readonly e: "message";
      readonly id: MessageId;
      readonly address: Address;
      /** The player whose act this is: gets `undeliverable`. */
      readonly sender: PlayerId | null;
      readonly body: MessageBody;
    }
  /** Whom this input was for is not here any more: the engine sends it after them. */
  | { readonly e: "astray"; readonly input: Mail }
  | {
      readonly e: "query";
      readonly query: "who";
      readonly player: PlayerId;
      /** The player's client asked, not the player: nothing is shown. Comes back as it is. */
      readonly as?: "data";
    }
  /** Which instances this zone has; with `to` the player wants into that one. */
  | {
      readonly e: "query";
      readonly query: "instances";
      readonly player: PlayerId;
      readonly to?: number;
    }
  | { readonly e: "order"; readonly player: PlayerId; readonly order: StaffOrder }
  | {
      readonly e: "dirty";
      readonly kind: "player" | "zone";
      readonly id: PlayerId | ZoneId;
    }
  /** Value moved between parties: cut now, and hold these players' output until it is durable. */
  | { readonly e: "classA"; readonly parties: readonly PlayerId[] }
  /** How the roster should show this player; on arrival and on each change. */
  | {
      readonly e: "roster";
      readonly player: PlayerId;
      readonly level: number;
      readonly afk: boolean;
    }
  /** What an `absorb` brought is here now: the other instance may end with this tick's edge. */
  | { readonly e: "absorbed"; readonly from: ZoneId }
  /** A handler threw and was undone; `at` is `zone:step:index`, a pointer into a replay. */
  | {
      readonly e: "fault";
      readonly at: string;
      readonly what: string;
      readonly error: string;
    };

export interface StepResult {
  readonly effects: readonly Effect[];
  /** Due timers and inputs that did not fit into `maxEvents` and wait for the next step. */
  readonly pending: number;
  /** Zone time of the next timer, undefined when nothing will happen by itself. */
  readonly nextDueMs: number | undefined;
}
