/** The orders of `ambon player` by the word that is typed. */

import type { PlayerVerbSpec } from "./verb.ts";
import { deleting, importing, rename, setPassword, staff } from "./verbs-changing.ts";
import { exporting, list, show } from "./verbs-reading.ts";

export const VERBS: Readonly<Record<string, PlayerVerbSpec>> = {
  list,
  show,
  export: exporting,
  import: importing,
  rename,
  "set-password": setPassword,
  delete: deleting,
  staff,
};
