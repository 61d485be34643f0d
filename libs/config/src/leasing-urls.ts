/** `AMBON_LEASING_URL`: one leasing process, or several that share their leases. */

import { type OriginFault, readOrigin } from "./origin.ts";

/** More would only make a gateway wait longer for the one that answers. */
const URLS_MAX = 8;
const FORM = "it must be http://host:port, like http://10.0.0.6:5100";
const FAULTS: Readonly<Record<OriginFault, string>> = {
  form: FORM,
  more: `${FORM}, without a user or a path`,
  port: `${FORM}; the port is missing`,
};

/** In the order in which they are asked. Mistakes are added to `problems` as sentences. */
export const readLeasingUrls = (
  text: string | undefined,
  problems: string[],
): readonly string[] => {
  const parts = (text ?? "").split(",").map((part) => part.trim());
  const urls = new Set<string>();
  for (const part of parts) {
    if (part === "") continue;
    const origin = readOrigin(part);
    if (origin.ok) urls.add(origin.value);
    else problems.push(`AMBON_LEASING_URL: "${part}": ${FAULTS[origin.error]}.`);
  }
  if (urls.size > URLS_MAX) {
    problems.push(`AMBON_LEASING_URL names ${urls.size} addresses, but may name ${URLS_MAX}.`);
  }
  return [...urls];
};
