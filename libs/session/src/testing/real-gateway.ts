/** A gateway on real sockets at free ports, before a fake engine on the in-process bus. */

import { once } from "node:events";
import { connect, type Socket } from "node:net";
import { type LocalLink, localLink } from "@ambon/bus/local-bus";
import { AssertionError } from "@ambon/kernel/assert";
import { type LimitName, limitsWith } from "@ambon/kernel/limits";
import { type Log, silentLog } from "@ambon/kernel/ports";
import { CountingMetrics } from "@ambon/testing/counting-metrics";
import { WebSocket } from "ws";
import { GatewayHost } from "../adapter/gateway-host.ts";
import { pagesOf } from "../adapter/pages.ts";
import {
  type Listener,
  listenTelnet,
  type TelnetListenerOptions,
} from "../adapter/telnet-listener.ts";
import { listenWeb } from "../adapter/web-listener.ts";
import type { ForwardRules } from "../forwarded-for.ts";
import { Gateway } from "../gateway.ts";
import { WS_SUBPROTOCOL } from "../ws-messages.ts";
import { FakeEngine } from "./fake-engine.ts";
import { readable } from "./readable.ts";

export interface RealGateway {
  readonly engine: FakeEngine;
  readonly link: LocalLink;
  readonly host: GatewayHost;
  readonly metrics: CountingMetrics;
  readonly telnet: Listener;
  readonly web: Listener;
  close(): Promise<void>;
}

export const HOSTNAME = "127.0.0.1";

export interface RealGatewayOptions
  extends Pick<TelnetListenerOptions, "proxy" | "tls" | "doorSockets"> {
  readonly metrics?: CountingMetrics;
  readonly log?: Log;
  /** Of the web port. */
  readonly forwarded?: ForwardRules;
  readonly pingMs?: number;
}

const fail = (reason: string): never => {
  throw new AssertionError(reason);
};

export const realGateway = async (
  overrides: Partial<Record<LimitName, number>> = {},
  options: RealGatewayOptions = {},
): Promise<RealGateway> => {
  const { metrics = new CountingMetrics(), log = silentLog, ...more } = options;
  const { forwarded, pingMs, ...doors } = more;
  const limits = limitsWith(overrides);
  const engine = new FakeEngine();
  const link = localLink({ gateway: "gateway", engine: "engine" });
  link.inbound.receive((_gateway, frames) => {
    const answers = engine.take(frames);
    if (answers.length > 0) link.outbound.send("gateway", answers);
  });
  let sessions = 0;
  const mintSessionId = (): string => String(++sessions);
  const gateway = new Gateway({ limits, metrics, log, mintSessionId, version: "0.1.0" });
  const clock = { nowMs: () => performance.now() };
  const host = new GatewayHost({ gateway, ...link, clock, metrics, log, crash: fail });
  const page = { type: "text/html; charset=utf-8", body: "<title>Testland</title>" };
  const common = { host, limits, metrics, log, hostname: HOSTNAME, port: 0 };
  const telnet = await listenTelnet({ ...common, ...doors });
  const pages = pagesOf(new Map([["/index.html", page]]));
  const web = await listenWeb({ ...common, forwarded, ...(pingMs && { pingMs }), pages });
  const close = async (): Promise<void> => {
    await Promise.all([telnet.close(), web.close()]);
    host.stop();
  };
  return { engine, link, host, metrics, telnet, web, close };
};

/** Waits until what has arrived matches; resolves with it and forgets it. */
type Until = (pattern: RegExp) => Promise<string>;

interface Arrivals {
  readonly until: Until;
  add(text: string): void;
  end(why: string): void;
}

/** One waiter at a time, fed by events: no polling, and an end fails it with what had come. */
const arrivals = (): Arrivals => {
  let text = "";
  let ended: string | null = null;
  let wake: (() => void) | null = null;
  const until: Until = async (pattern) => {
    for (;;) {
      if (pattern.test(text)) {
        const got = text;
        text = "";
        return got;
      }
      if (ended !== null) throw new Error(`${ended} before ${pattern}; there was: ${text}`);
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
    }
  };
  const add = (more: string): void => {
    text += more;
    wake?.();
  };
  const end = (why: string): void => {
    ended = why;
    wake?.();
  };
  return { until, add, end };
};

export interface TelnetPlayer {
  readonly socket: Socket;
  readonly until: Until;
  line(text: string): void;
}

/** A player on a socket that will be, or is, connected. */
export const playerOn = (socket: Socket): TelnetPlayer => {
  const { until, add, end } = arrivals();
  socket.on("data", (bytes) => add(readable(bytes)));
  socket.on("close", () => end("closed"));
  // A cut-off client may see a reset; `close` follows.
  socket.on("error", (error) => end(error.message));
  return { socket, until, line: (text) => socket.write(`${text}\r\n`) };
};

/** IAC WONT TTYPE: nothing is waited for before the name question. */
export const NO_TTYPE = new Uint8Array([255, 252, 24]);

export const telnetPlayer = async (port: number): Promise<TelnetPlayer> => {
  const player = playerOn(connect(port, HOSTNAME));
  await once(player.socket, "connect");
  player.socket.write(NO_TTYPE);
  return player;
};

export interface BrowserPlayer {
  readonly ws: WebSocket;
  readonly until: Until;
  line(text: string): void;
  send(message: object): void;
}

export const browserPlayer = async (port: number): Promise<BrowserPlayer> => {
  const ws = new WebSocket(`ws://${HOSTNAME}:${port}/ws`, [WS_SUBPROTOCOL]);
  const { until, add, end } = arrivals();
  ws.on("message", (data) => add(String(data)));
  ws.on("close", (code) => end(`closed ${code}`));
  ws.on("error", (error) => end(error.message));
  await once(ws, "open");
  const send = (message: object): void => ws.send(JSON.stringify(message));
  send({ t: "hello", v: 1, client: "test/1" });
  return { ws, until, send, line: (text) => send({ t: "line", text }) };
};
