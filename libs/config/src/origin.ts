/** Addresses of our own processes: scheme, host and port, and nothing else. */

import { fail, ok, type Result } from "@ambon/kernel/result";

/** `form`: no such address at all; `more`: a user or a path; `port`: none is said. */
export type OriginFault = "form" | "more" | "port";

export const readOrigin = (address: string): Result<string, OriginFault> => {
  if (!/^https?:\/\//.test(address) || !URL.canParse(address)) return fail("form");
  const url = new URL(address);
  const isBare = url.pathname === "/" && url.search === "" && url.hash === "";
  if (!isBare || url.username !== "") return fail("more");
  // The port of the scheme is not shown by URL, but may be meant.
  return /:\d+\/?$/.test(address) ? ok(url.origin) : fail("port");
};
