/** The telnet ports: the plain one always, the one with TLS where it is set. */

import process from "node:process";
import type { Config } from "@ambon/config/load";
import type { Log, Metrics } from "@ambon/kernel/ports";
import type { GatewayHost } from "@ambon/session/adapter/gateway-host";
import { listenTelnet } from "@ambon/session/adapter/telnet-listener";
import { TlsCredentials } from "@ambon/session/adapter/tls-credentials";

export interface TelnetDoorsOptions {
  readonly config: Config;
  readonly host: GatewayHost;
  readonly metrics: Metrics;
  readonly log: Log;
  /** Gets each door's end as soon as it is open, so that it is closed whatever happens next. */
  readonly opened: (close: () => Promise<void>) => void;
}

export interface TelnetPorts {
  readonly telnetPort: number;
  readonly telnetTlsPort?: number;
}

/** Throws ListenError or TlsFilesError, both with a sentence for the operator. */
export const openTelnetDoors = async (options: TelnetDoorsOptions): Promise<TelnetPorts> => {
  const { config, host, metrics, log, opened } = options;
  const { limits, host: hostname, proxy } = config;
  // Before any port is open: with files that cannot be used nobody is let in.
  const credentials = loadCredentials(config, log);
  const common = { host, limits, metrics, log, hostname, proxy };
  const plain = await listenTelnet({ ...common, port: config.telnetPort });
  opened(() => plain.close());
  if (credentials === undefined || config.telnetTlsPort === undefined) {
    return { telnetPort: plain.port };
  }
  const tls = { credentials, plainPort: plain.port };
  const secure = await listenTelnet({ ...common, port: config.telnetTlsPort, tls });
  opened(() => secure.close());
  return { telnetPort: plain.port, telnetTlsPort: secure.port };
};

const loadCredentials = (config: Config, log: Log): TlsCredentials | undefined => {
  if (config.tls === undefined || config.telnetTlsPort === undefined) return undefined;
  const credentials = new TlsCredentials(config.tls);
  const told = (): void => log.event("info", "tls_loaded", { validTo: credentials.validTo });
  told();
  process.on("SIGHUP", () => {
    try {
      credentials.reload();
      told();
    } catch (error) {
      const problem = error instanceof Error ? error.message : String(error);
      log.event("error", "tls_refused", { problem });
    }
  });
  return credentials;
};
