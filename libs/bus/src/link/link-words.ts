/** What the two ends of a link say to each other beside frames, and how a link ends. */

import type { Hello, LinkRequest } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { GoodbyeReason } from "@ambon/wire/gen/ambon/link/v1/link_pb";
import { enumNames } from "../codec/values.ts";

/** Said once at the beginning of each stream, by both ends. */
export type HelloWords = Omit<Hello, "$typeName" | "$unknown">;

/** One message in either direction: both are the same but for the frames in their batches. */
export type LinkMessage = Pick<LinkRequest, "kind" | "taken">;

/** Why somebody ended a link on purpose, and says so. */
export type Farewell =
  | "shutdown"
  | "restart"
  | "superseded"
  | "version"
  | "malformed"
  | "dropped"
  | "forgotten";

/**
 * How a link ended. A farewell, of ours or theirs, or: `silent` nothing was heard for too long,
 * `refused` the open was not let in, `lost` the stream broke, or ended without a farewell.
 */
export type LinkEnd = Farewell | "silent" | "refused" | "lost";

export const LINK_ENDS: readonly LinkEnd[] = [
  "shutdown",
  "restart",
  "superseded",
  "version",
  "malformed",
  "dropped",
  "forgotten",
  "silent",
  "refused",
  "lost",
];

export const farewells = enumNames<Farewell, GoodbyeReason>("the farewell", {
  shutdown: GoodbyeReason.SHUTDOWN,
  restart: GoodbyeReason.RESTART,
  superseded: GoodbyeReason.SUPERSEDED,
  version: GoodbyeReason.VERSION,
  malformed: GoodbyeReason.MALFORMED,
  dropped: GoodbyeReason.DROPPED,
  forgotten: GoodbyeReason.FORGOTTEN,
});
