/** The PEM files of the private links, looked at before anything is opened with them. */

import { readFileSync } from "node:fs";
import type { LinkTls } from "@ambon/config/link-tls";
import { sayFsError } from "@ambon/kernel/adapter/fs-error";
import { OperatorError } from "@ambon/kernel/operator-error";

const KEYS = [
  ["AMBON_LINK_TLS_CERT", "certFile"],
  ["AMBON_LINK_TLS_KEY", "keyFile"],
  ["AMBON_LINK_TLS_CA", "caFile"],
] as const;

/** The same files. Throws OperatorError when one of them cannot be read. */
export const readableLinkFiles = (tls: LinkTls | undefined): LinkTls | undefined => {
  for (const [key, name] of KEYS) {
    const path = tls?.[name];
    if (path === undefined) continue;
    try {
      readFileSync(path);
    } catch (error) {
      throw new OperatorError(`${key} cannot be read: ${sayFsError(error, path)}.`);
    }
  }
  return tls;
};
