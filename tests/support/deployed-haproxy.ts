/**
 * HAProxy as it is deployed: deploy/haproxy.cfg before gateways of this machine. Only names and
 * ports are others, and checks are quicker; all that decides where a connection goes is the file's.
 */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { steadyPort } from "@ambon/testing/adapter/free-port";
import { type HaProxyPlace, HaProxyProcess } from "./haproxy-process.ts";
import { ROOT } from "./server.ts";

/** Ports on 127.0.0.1 of what stands in for gateway-1, gateway-2. */
export interface DeployedGateway {
  readonly telnetPort: number;
  readonly webPort: number;
  readonly adminPort: number;
}

/** Clients of this machine → whom they are told to be, because loopback is nobody's. */
export type Sources = Readonly<Record<string, string>>;

const DEPLOYED = { telnet: 4000, web: 8080, admin: 9090, own: 8404 } as const;
export const PROXY_HOST = "127.0.0.1";
const CHECK = "inter 50ms";
const CONNECTIONS = 200;

export const deployedConfig = (): string => readFileSync(join(ROOT, "deploy/haproxy.cfg"), "utf8");

/** Each place that is to be another must be there, or the file has changed and this has not. */
const replaced = (text: string, from: RegExp, to: string): string => {
  assert.match(text, from);
  return text.replace(from, to);
};

/** Where HAProxy listens instead. */
interface OwnPorts {
  readonly telnetPort: number;
  readonly webPort: number;
  readonly ownPort: number;
}

const configFor = (
  gateways: readonly [DeployedGateway, DeployedGateway],
  sources: Sources,
  own: OwnPorts,
  { socket }: HaProxyPlace,
): string => {
  const told = Object.entries(sources).map(
    ([from, as]) => `  tcp-request connection set-src ipv4(${as}) if { src ${from} }`,
  );
  let text = replaced(deployedConfig(), /stats socket \S+/, `stats socket ${socket}`);
  text = replaced(text, /\binter 1s\b/, CHECK);
  // Not every machine of ours may have so many open files.
  text = replaced(text, /maxconn \d+/, `maxconn ${CONNECTIONS}`);
  for (const [port, real] of [
    [DEPLOYED.telnet, own.telnetPort],
    [DEPLOYED.web, own.webPort],
    [DEPLOYED.own, own.ownPort],
  ]) {
    const lines = [`bind ${PROXY_HOST}:${real}`, ...told].join("\n");
    text = replaced(text, new RegExp(`bind :${port}$`, "m"), lines);
  }
  for (const [index, gateway] of gateways.entries()) {
    const name = `gateway-${index + 1}`;
    const { telnetPort, webPort, adminPort } = gateway;
    for (const [port, real] of [
      [DEPLOYED.telnet, telnetPort],
      [DEPLOYED.web, webPort],
    ]) {
      text = replaced(text, new RegExp(`${name}:${port}\\b`, "g"), `127.0.0.1:${real}`);
    }
    const admin = new RegExp(`(server ${name} .* port) ${DEPLOYED.admin}$`, "gm");
    text = replaced(text, admin, `$1 ${adminPort}`);
  }
  return text;
};

export class DeployedHaProxy implements OwnPorts {
  readonly telnetPort: number;
  readonly webPort: number;
  readonly ownPort: number;
  readonly #process: HaProxyProcess;

  private constructor(process: HaProxyProcess, { telnetPort, webPort, ownPort }: OwnPorts) {
    this.#process = process;
    this.telnetPort = telnetPort;
    this.webPort = webPort;
    this.ownPort = ownPort;
  }

  /** Runs it before two gateways, for one story. They need not be there yet. */
  static async with(
    gateways: readonly [DeployedGateway, DeployedGateway],
    story: (proxy: DeployedHaProxy) => Promise<void>,
    sources: Sources = {},
  ): Promise<void> {
    const own = {
      telnetPort: await steadyPort(),
      webPort: await steadyPort(),
      ownPort: await steadyPort(),
    };
    await HaProxyProcess.with(
      (place) => configFor(gateways, sources, own, place),
      (process) => story(new DeployedHaProxy(process, own)),
    );
  }

  /** Waits until HAProxy takes these gateways for ready, and no others. */
  async sees(...ready: readonly ("gateway-1" | "gateway-2")[]): Promise<void> {
    const names = ["gateway-1", "gateway-2"] as const;
    await this.#process.until(async () => {
      for (const backend of ["telnet", "web"]) {
        for (const name of names) {
          const isUp = (await this.#process.status(backend, name))?.startsWith("UP") === true;
          if (isUp !== ready.includes(name)) return false;
        }
      }
      return true;
    });
  }
}
