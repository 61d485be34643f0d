/** Shops with stock. */

import type { ZoneContext } from "../context.ts";

/** Timer: one piece comes back on the shelf. */
export const restock = (_z: ZoneContext, _shop: string, _item: string): void => undefined;
