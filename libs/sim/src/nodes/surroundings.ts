/** What every node of one simulation shares. */

import type { WorldLibrary } from "@ambon/game/world-library";
import type { ZoneId } from "@ambon/kernel/ids";
import type { Limits } from "@ambon/kernel/limits";
import type { AggregateRow, Cut, CutResult } from "@ambon/persistence/store";
import type { Bounds } from "../checks/bounds.ts";
import type { Checks, Sometimes } from "../checks/checks.ts";
import type { DurableActs } from "../checks/durable-acts.ts";
import type { LineLedger } from "../checks/line-ledger.ts";
import type { ZoneReplay } from "../checks/zone-replay.ts";
import type { Network } from "../network/network.ts";
import type { StoreModel } from "../store/store-model.ts";
import type { Dice } from "../time/dice.ts";
import type { VirtualTime } from "../time/virtual-time.ts";
import type { Trace } from "../trace/trace.ts";
import type { LinkCodecs } from "./frame-tokens.ts";

export interface Surroundings {
  readonly seed: number;
  readonly time: VirtualTime;
  readonly dice: Dice;
  readonly trace: Trace;
  readonly network: Network;
  readonly store: StoreModel;
  readonly world: WorldLibrary;
  readonly limits: Limits;
  readonly codecs: LinkCodecs;
  readonly checks: Checks;
  readonly sometimes: Sometimes;
  readonly lines: LineLedger;
  readonly durable: DurableActs;
  readonly bounds: Bounds;
  readonly replay: ZoneReplay;
  /** The bot that plays this character; undefined for a character of nobody. */
  readonly botOf: (player: string) => number | undefined;
  /** Whose a character's row is, and under which epoch. */
  readonly heldBy: (player: string) => Pick<AggregateRow, "owner" | "epoch"> | undefined;
  /** Owner of a zone's row, or a document's. */
  readonly zoneOwner: (zone: ZoneId) => string | null | undefined;
  /** A later run of the same engine has its name, and it need not know that yet. */
  readonly mayNotKnow: (owner: string) => boolean;
  /** A session id was minted. */
  readonly newId: (id: string) => void;
  /** The store has decided on a cut of `owner`, made at the edge of its tick `edge`. */
  readonly rowsCut: (owner: string, cut: Cut, result: CutResult, edge: number) => void;
}
