/**
 * Files that are always whole: written under a temporary name, synced, and renamed over the old
 * one. The rename itself is durable after `syncDirectory`.
 */

import { open, rename, rm } from "node:fs/promises";
import { codeOf } from "./fs-error.ts";

/** End of the temporary names: what is left of them after a crash may be deleted. */
export const TEMPORARY = ".tmp";

/** Throws what the file system says; then the old file is as it was. */
export async function replaceFile(
  path: string,
  text: string,
  temporary = path + TEMPORARY,
): Promise<void> {
  try {
    const file = await open(temporary, "w", 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true }).catch(() => undefined); // the first error is told
    throw error;
  }
}

/** fsync of a directory; systems that cannot do that make renames durable by themselves. */
export async function syncDirectory(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } catch (error) {
    const code = codeOf(error);
    if (code !== "EPERM" && code !== "EISDIR" && code !== "EINVAL") throw error;
  } finally {
    await handle.close();
  }
}
