/** What the engine itself does later; zones have their own timers. */

import type { PlayerId, ZoneId } from "@ambon/kernel/ids";

export type EngineTimer =
  | { readonly t: "then"; readonly then: () => void }
  /** An offer was not answered, or its row has to be asked again. */
  | { readonly t: "handOff"; readonly player: PlayerId }
  /** The same of a zone that is offered. */
  | { readonly t: "zoneMove"; readonly zone: ZoneId }
  /** Look for zones that nobody runs. */
  | { readonly t: "claims" }
  /** Do zones need more instances, or fewer? */
  | { readonly t: "instances" }
  /** The gateway of a session did not come back in time. */
  | { readonly t: "absent"; readonly player: PlayerId; readonly generation: number }
  /** The grace time of a link-dead character is over. */
  | { readonly t: "grace"; readonly player: PlayerId; readonly generation: number }
  /** The next announcement of a shutdown, or the shutdown itself. */
  | { readonly t: "countdown" }
  /** Ask the store again what the last run left. */
  | { readonly t: "start" }
  /** Ask the store again for a zone that could not be claimed. */
  | { readonly t: "claimZone"; readonly zone: ZoneId };
