/** Makes the client's side of a new session, with what all clients of a gateway share. */

import type { Limits } from "@ambon/kernel/limits";
import type { Metrics } from "@ambon/kernel/ports";
import { newTelnetCounters, TELNET_LIMITS, type TelnetLimits } from "@ambon/telnet/limits";
import type { TelnetFeatures } from "@ambon/telnet/option-set";
import type { MsspTable } from "@ambon/telnet/options/mssp";
import type { Client } from "./client.ts";
import { ProfileTable } from "./profile.ts";
import type { ProgramOffers } from "./program-offers.ts";
import type { RenderCache } from "./render-cache.ts";
import { TelnetClient } from "./telnet-client.ts";
import { WsClient } from "./ws-client.ts";

export interface GatewayClientsParts {
  readonly limits: Limits;
  readonly metrics: Metrics;
  readonly cache: RenderCache;
  /** Of the server's build, shown to browsers. */
  readonly version: string;
  /** What crawlers are told; undefined: MSSP is not spoken. */
  readonly mssp: (() => MsspTable) | undefined;
  /** Char.Login 2 is spoken with clients on encrypted sockets. */
  readonly loginTokens: boolean;
  readonly offers: ProgramOffers;
}

/** What is known of a client's socket. */
export interface SocketKind {
  /** What is written can be compressed on its way, so that MCCP may be offered. */
  readonly compresses: boolean;
  /** Nobody on the way can read it. */
  readonly secure: boolean;
}

const FEATURES: TelnetFeatures = { environ: true, msdp: true, mxp: true, transliterate: true };

export class GatewayClients {
  readonly #parts: GatewayClientsParts;
  readonly #profiles = new ProfileTable();
  readonly #telnetLimits: TelnetLimits;
  readonly #telnetCounters = newTelnetCounters();
  readonly #plain: TelnetFeatures;
  readonly #compressing: TelnetFeatures;

  constructor(parts: GatewayClientsParts) {
    const { limits, mssp } = parts;
    this.#parts = parts;
    this.#telnetLimits = {
      ...TELNET_LIMITS,
      lineBytes: limits.TELNET_LINE_BYTES,
      gmcpBytes: limits.GMCP_BYTES,
    };
    this.#plain = { ...FEATURES, mssp: mssp !== undefined };
    this.#compressing = { ...this.#plain, mccp2: true, mccp3: true };
  }

  make(transport: Client["transport"], { compresses, secure }: SocketKind): Client {
    const { limits, metrics, cache, version, mssp, loginTokens, offers } = this.#parts;
    if (transport === "websocket") {
      return new WsClient({ cache, lineLength: limits.TELNET_LINE_BYTES, version });
    }
    return new TelnetClient({
      cache,
      metrics,
      profiles: this.#profiles,
      limits: this.#telnetLimits,
      counters: this.#telnetCounters,
      features: compresses ? this.#compressing : this.#plain,
      loginTokens: loginTokens && secure,
      offers,
      mssp: mssp ?? (() => []),
    });
  }
}
