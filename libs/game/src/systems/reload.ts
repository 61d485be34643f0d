/** New content in a running zone. */

import type { ZoneContext } from "../context.ts";

/** `z.world` is the new world already: what it no longer has is mended away. */
export const adaptToContent = (_z: ZoneContext): void => undefined;
