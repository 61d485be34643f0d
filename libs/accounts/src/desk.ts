/** What the parts of the account service share during a step. */

import { type AccountReply, type Admission, type Caller, refuse } from "./account-call.ts";
import type { FoundPlayer, Jobs } from "./account-jobs.ts";
import type { LoginFailures } from "./login-failures.ts";
import type { NameLanes } from "./name-lanes.ts";
import type { NameRules } from "./names.ts";

/** When to come back after `busy` or while the store is away. */
export const BUSY_RETRY_MS = 2000;

export interface Desk {
  readonly nowMs: number;
  readonly jobs: Jobs;
  readonly lanes: NameLanes;
  readonly failures: LoginFailures;
  readonly rules: NameRules;
  readonly unknownNameHash: string;
  /** A sentence when this visitor may not come in. */
  readonly banOf: (visitor: { address: string; name?: string }) => string | undefined;
  /** A sentence when one of the choices does not exist. */
  readonly choiceMistake: (race: string, class_: string) => string | undefined;
  readonly admissionFor: (caller: Caller, player: FoundPlayer) => Admission;
}

export const busy = (): AccountReply =>
  refuse(
    "busy",
    "Many players are arriving just now. Please try again in a few seconds.",
    BUSY_RETRY_MS,
  );

export const storeAway = (): AccountReply =>
  refuse(
    "storeAway",
    "The world cannot reach its records at the moment. Please try again shortly; nothing is lost.",
    BUSY_RETRY_MS,
  );
