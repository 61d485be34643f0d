/** What runs: for clients, recordings, metrics and operators. */

import process from "node:process";

export const VERSION = "0.1.0";

const versions: Readonly<Record<string, string | undefined>> = process.versions;

export const RUNTIME =
  versions.bun !== undefined ? "bun" : versions.deno !== undefined ? "deno" : "node";
