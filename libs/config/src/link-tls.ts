/** Settings of TLS on the private links that hang together. */

export interface LinkTls {
  /** PEM files: the own certificate with its key, and whose certificates are trusted. */
  readonly certFile?: string;
  readonly keyFile?: string;
  readonly caFile?: string;
}

const GO_TOGETHER = "AMBON_LINK_TLS_CERT and AMBON_LINK_TLS_KEY go together: set both or neither.";

/** Undefined = links are not encrypted here. Mistakes are added to `problems` as sentences. */
export const readLinkTls = (
  given: (key: string) => string | undefined,
  problems: string[],
): LinkTls | undefined => {
  const certFile = given("LINK_TLS_CERT");
  const keyFile = given("LINK_TLS_KEY");
  const caFile = given("LINK_TLS_CA");
  if ((certFile === undefined) !== (keyFile === undefined)) problems.push(GO_TOGETHER);
  if (certFile === undefined && caFile === undefined) return undefined;
  return {
    ...(certFile === undefined ? {} : { certFile }),
    ...(keyFile === undefined ? {} : { keyFile }),
    ...(caFile === undefined ? {} : { caFile }),
  };
};
