/** What the file system said, as a sentence that tells the operator what to do. */

const SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: "the disk is full: free some space",
  EDQUOT: "the disk quota is used up: free some space or raise the quota",
  EFBIG: "the file size limit is reached: raise it (ulimit -f)",
  EROFS: "the file system is read-only: mount it writable",
  EACCES: "permission denied: give the server's user the right to write there",
  EPERM: "not permitted: give the server's user the right to write there",
  EMFILE: "too many open files: raise the limit (ulimit -n)",
  ENFILE: "too many open files on this machine: raise the limit",
  EIO: "the disk reported an error: check it",
  ENOTDIR: "it is not a directory: name another one",
  ENOENT: "the file or directory has gone: put it back",
};

/** Deno gives some errors no code, only the system's number in the text (Linux numbers). */
const NUMBERS: Readonly<Record<string, string>> = {
  "5": "EIO",
  "13": "EACCES",
  "24": "EMFILE",
  "27": "EFBIG",
  "28": "ENOSPC",
  "30": "EROFS",
  "122": "EDQUOT",
};

/** The error's code (`ENOSPC`), or undefined when it is none of the system's. */
export function codeOf(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  if ("code" in error && typeof error.code === "string") return error.code;
  const number = /\(os error (\d+)\)/.exec(error.message)?.[1];
  return number === undefined ? undefined : NUMBERS[number];
}

/** `path: what is wrong: what to do`. */
export function sayFsError(error: unknown, path: string): string {
  const code = codeOf(error);
  const known = code === undefined ? undefined : SENTENCES[code];
  const detail = known ?? (error instanceof Error ? error.message : String(error));
  return `${path}: ${detail}${code === undefined ? "" : ` [${code}]`}`;
}
