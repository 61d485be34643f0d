/** Which requests the service worker answers, and how. Everything else is none of its business. */

export interface Asked {
  readonly method: string;
  readonly mode: string;
  readonly url: string;
}

/**
 * - `network`: not touched at all (sockets, other files, other origins, anything but GET);
 * - `kept`: a file of the shell whose name tells its content, or that changes with the version;
 * - `page`: a page is opened: the server's, or the offline page when there is no server.
 */
export type Answer = "network" | "kept" | "page";

export const answerFor = (asked: Asked, origin: string, shell: readonly string[]): Answer => {
  const url = new URL(asked.url);
  if (asked.method !== "GET" || url.origin !== origin) return "network";
  if (asked.mode === "navigate") {
    return url.pathname === "/" || url.pathname === "/index.html" ? "page" : "network";
  }
  return shell.includes(url.pathname) ? "kept" : "network";
};

const PREFIX = "ambon-shell-";

export const cacheName = (version: string): string => `${PREFIX}${version}`;

/** Caches of other versions of ours; those of anybody else stay. */
export const outdated = (names: readonly string[], version: string): readonly string[] =>
  names.filter((name) => name.startsWith(PREFIX) && name !== cacheName(version));
