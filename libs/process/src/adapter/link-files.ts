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

const NO_CERTIFICATE =
  "AMBON_LINK_TLS_CA is set without AMBON_LINK_TLS_CERT: who asks others for a certificate must " +
  "show one itself. Set AMBON_LINK_TLS_CERT and AMBON_LINK_TLS_KEY too.";

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

/** The same for whoever is called by others. Throws OperatorError without a certificate, too. */
export const serverLinkFiles = (tls: LinkTls | undefined): LinkTls | undefined => {
  if (tls !== undefined && tls.certFile === undefined) throw new OperatorError(NO_CERTIFICATE);
  return readableLinkFiles(tls);
};
