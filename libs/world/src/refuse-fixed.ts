/** A fixed item cannot be carried, so nothing may hand it out. */
import type { Catalogue } from "./catalogue.ts";
import type { ItemDef } from "./definition.ts";
import type { Source } from "./problem.ts";

/** Reports a fixed item where one is needed that players can carry. */
export function refuseFixed(
  catalogue: Catalogue,
  source: Source,
  at: number,
  item: ItemDef | undefined,
  purpose: string,
): void {
  if (item?.fixed !== true) return;
  const message = `item "${item.id}" is fixed and cannot ${purpose}`;
  catalogue.problems.error(source, at, message, "remove fixed: true, or choose another item");
}
