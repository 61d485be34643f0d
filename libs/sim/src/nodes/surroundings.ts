/** What every node of one simulation shares. */

import type { WorldLibrary } from "@ambon/game/world-library";
import type { ZoneId } from "@ambon/kernel/ids";
import type { LimitName } from "@ambon/kernel/limits";
import type { Cut, CutResult } from "@ambon/persistence/store";
import type { Checks, Sometimes } from "../checks/checks.ts";
import type { DurableActs } from "../checks/durable-acts.ts";
import type { LineLedger } from "../checks/line-ledger.ts";
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
  readonly limits: Partial<Record<LimitName, number>>;
  readonly codecs: LinkCodecs;
  readonly checks: Checks;
  readonly sometimes: Sometimes;
  readonly lines: LineLedger;
  readonly durable: DurableActs;
  /** The bot that plays this character; undefined for a character of nobody. */
  readonly botOf: (player: string) => number | undefined;
  /** Owner of a character's row. */
  readonly ownerOf: (player: string) => string | null | undefined;
  /** Owner of a zone's row, or a document's. */
  readonly zoneOwner: (zone: ZoneId) => string | null | undefined;
  /** A session id was minted. */
  readonly newId: (id: string) => void;
  /** The store has decided on a cut of `owner`, made at the edge of its tick `edge`. */
  readonly rowsCut: (owner: string, cut: Cut, result: CutResult, edge: number) => void;
}
