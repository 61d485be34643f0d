/** Groups. The document lives in `@commons`; zones keep each member's view of it. */

import type { PlayerId } from "@ambon/kernel/ids";
import type { ZoneContext } from "../context.ts";

/** Timer in `@commons`: an invitation that nobody took. */
export const expireInvite = (_z: ZoneContext, _inviter: PlayerId, _invited: string): void =>
  undefined;
