/** The key of tickets and admin calls: given by the operator, or made once and kept. */

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const FILE = "secret";
const SECRET_BYTES = 32;

/** The secret of a data directory, undefined when none was made yet. */
export const storedSecret = (dataDir: string): string | undefined => {
  const path = join(dataDir, FILE);
  return existsSync(path) ? readFileSync(path, "utf8").trim() : undefined;
};

/** `given`, else the stored one, else a new one (mode 0600). Throws what the file system says. */
export const secretOf = (dataDir: string, given: string | undefined): string => {
  const known = given ?? storedSecret(dataDir);
  if (known !== undefined && known !== "") return known;
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const made = randomBytes(SECRET_BYTES).toString("hex");
  writeFileSync(join(dataDir, FILE), `${made}\n`, { mode: 0o600, flag: "wx" });
  return made;
};
