/** A fingerprint of a world's content: equal for equal files on any machine. */
import { hashText } from "@ambon/kernel/hash";

export interface ContentFile {
  /** Relative to the content directory, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** Line ends and a byte order mark are how a file was saved, not what it says. */
export function normalizeText(text: string): string {
  const plain = text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  return plain.includes("\r") ? plain.replace(/\r\n?/g, "\n") : plain;
}

/** 16 hex digits over all files in path order; expects normalized text. */
export function contentHash(files: readonly ContentFile[]): string {
  const sorted = [...files].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
  return hashText(sorted.map(({ path, text }) => `${path}:${hashText(text)}`).join("\n"));
}
