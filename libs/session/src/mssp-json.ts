/** MSSP over HTTP: the same table that crawlers get by telnet, as one JSON object. */

import type { MsspTable } from "@ambon/telnet/options/mssp";

/** Where a game's web port serves it. */
export const MSSP_PATH = "/mssp.json";

/** Numbers stay numbers; several values of one variable are a list. */
export const msspJson = (table: MsspTable): string => JSON.stringify(Object.fromEntries(table));
