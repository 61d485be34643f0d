/** When both ends of one link know of each other all that there is to know. */

import type { EngineEnd } from "../adapter/connect-engine.ts";
import type { GatewayEnd } from "../adapter/connect-gateway.ts";

/** The link is up, everything sent has arrived, and what was taken is known within a quarter. */
export const isSettled = (
  gateway: GatewayEnd,
  engine: Omit<EngineEnd, "port">,
  capacityFrames = Number.MAX_SAFE_INTEGER,
): boolean => {
  const [here, ...others] = gateway.links();
  const [there] = engine.links();
  if (here === undefined || there === undefined || others.length > 0) return false;
  const quarter = capacityFrames / 4;
  const up = here.underWay - engine.inbound.depth();
  const down = there.underWay - gateway.outbound.depth();
  const arrived = here.framesOut === there.framesIn && there.framesOut === here.framesIn;
  return arrived && !here.waits && !there.waits && up < quarter && down < quarter;
};
