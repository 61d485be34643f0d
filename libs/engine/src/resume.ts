/**
 * A browser's socket comes back with its resume token. Sessions cannot be continued on another
 * socket yet, so the answer is always to log in again; the character waits link-dead in the world
 * and a login takes it over where it stands.
 */

import type { GatewayFrame } from "@ambon/bus/frames";
import { refuseChannel } from "./attach.ts";
import type { EngineContext } from "./context.ts";
import type { GatewayLink } from "./gateway-link.ts";

export const resume = (
  c: EngineContext,
  link: GatewayLink,
  frame: Extract<GatewayFrame, { f: "resume" }>,
): void => refuseChannel(c, link, frame.channel, "Please log in again.");
