/** A directory of a test's own. */

import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Scratch {
  readonly directory: string;
  remove(): Promise<void>;
}

export const scratch = async (): Promise<Scratch> => {
  const directory = await mkdtemp(join(tmpdir(), "ambon-lease-"));
  return { directory, remove: () => rm(directory, { recursive: true, force: true }) };
};
