/** A socket that was let in and waits for its character's row. */

import type { Caps } from "@ambon/bus/frames";
import type { PlayerId } from "@ambon/kernel/ids";
import type { Comeback } from "./comeback.ts";
import type { GatewayLink } from "./gateway-link.ts";

export interface Joining {
  readonly playerId: PlayerId;
  readonly sessionId: string;
  readonly link: GatewayLink;
  readonly channel: number;
  readonly caps: Caps;
  /** Set when it comes back to a session that this run of the engine does not have. */
  readonly comeback: Comeback | null;
  /** What the socket asked for while it waited. */
  packages: readonly string[];
  edge: { colour?: boolean; screenReader?: boolean };
  /** The socket went away, or a later one took its place. */
  cancelled: boolean;
}

export const newJoining = (
  who: Pick<Joining, "playerId" | "sessionId" | "link" | "channel" | "caps">,
  comeback: Comeback | null,
): Joining => ({ ...who, comeback, packages: [], edge: {}, cancelled: false });
