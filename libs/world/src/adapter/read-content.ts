/** Reads a content directory into files for the loader; the only part that touches a disk. */
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContentFile } from "../content-hash.ts";
import { FILE_CHARS_MAX, FILES_MAX } from "../limits.ts";

/** A directory or file that cannot be read; the message is a sentence for the operator. */
export class ContentReadError extends Error {
  override readonly name = "ContentReadError";
}

/**
 * All `.yaml` and `.yml` files of `directory` and of its folder `zones`, paths relative with `/`,
 * in path order. Hidden files and other kinds are left alone. Throws ContentReadError.
 */
export function readContent(directory: string): ContentFile[] {
  const top = names(directory, directory);
  const zones = top.folders.includes("zones") ? names(join(directory, "zones"), directory) : EMPTY;
  const paths = [...top.files, ...zones.files.map((name) => `zones/${name}`)].sort();
  if (paths.length === 0) {
    throw new ContentReadError(`${directory} holds no .yaml files: it is no content directory`);
  }
  if (paths.length > FILES_MAX) {
    throw new ContentReadError(
      `${directory} holds ${paths.length} content files; at most ${FILES_MAX} are read`,
    );
  }
  return paths.map((path) => ({ path, text: readText(join(directory, path)) }));
}

interface Names {
  readonly files: readonly string[];
  readonly folders: readonly string[];
}

const EMPTY: Names = { files: [], folders: [] };

function names(directory: string, shown: string): Names {
  try {
    const entries = readdirSync(directory).filter((name) => !name.startsWith("."));
    const files = entries.filter((name) => /\.ya?ml$/.test(name));
    const rest = entries.filter((name) => !/\.ya?ml$/.test(name));
    return { files, folders: rest.filter((name) => statSync(join(directory, name)).isDirectory()) };
  } catch (error) {
    throw new ContentReadError(`cannot read content directory ${shown}: ${reason(error)}`, {
      cause: error,
    });
  }
}

function readText(path: string): string {
  try {
    const { size } = statSync(path);
    if (size > FILE_CHARS_MAX) {
      throw new ContentReadError(
        `${path} has ${size} bytes; at most ${FILE_CHARS_MAX} are read. Split it.`,
      );
    }
    return new TextDecoder("utf-8", { fatal: true }).decode(readFileSync(path));
  } catch (error) {
    if (error instanceof ContentReadError) throw error;
    throw new ContentReadError(`cannot read ${path}: ${reason(error)}`, { cause: error });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "it does not exist",
  ENOTDIR: "it is not a directory",
  EISDIR: "it is a directory",
  EACCES: "permission denied",
  EPERM: "permission denied",
  ELOOP: "its links go in a circle",
};

function reason(error: unknown): string {
  if (error instanceof TypeError) return "it is not valid UTF-8 text";
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (code || String(error));
}
