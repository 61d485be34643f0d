/** Reads `ambon.yaml` (if there is one) and the environment of this process. */

import { existsSync, readFileSync } from "node:fs";
import process from "node:process";
import { fail, type Result } from "@ambon/kernel/result";
import { parse } from "yaml";
import { type Config, loadConfig } from "../load.ts";

const FILE = "ambon.yaml";

/** Problems are sentences for the operator; nothing is thrown for what they wrote. */
export const readConfig = (): Result<Config, readonly string[]> => {
  let file: Record<string, unknown> | undefined;
  if (existsSync(FILE)) {
    try {
      const parsed: unknown = parse(readFileSync(FILE, "utf8"));
      if (parsed !== null && (typeof parsed !== "object" || Array.isArray(parsed))) {
        return fail([`${FILE} must be a list of "key: value" lines.`]);
      }
      file = (parsed ?? {}) as Record<string, unknown>;
    } catch (error) {
      const why = error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
      return fail([`${FILE} cannot be read: ${why}`]);
    }
  }
  return loadConfig({ env: process.env, file, fileName: FILE });
};
