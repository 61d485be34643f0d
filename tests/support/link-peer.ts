/**
 * One end of a link as a process of its own, on any runtime:
 *
 *   link-peer.ts engine PORT            answers each input with its acknowledgement
 *   link-peer.ts gateway ID URL COUNT   sends COUNT inputs each time the link is up, awaits all
 *
 * Tells on stdout, one JSON object a line: `ready` with the port, `up` and `down` with the peer,
 * `answered` when all came back in order, `took` with how long one round trip took in the middle,
 * and the events of the log.
 */

import { connectEngineEnd } from "@ambon/bus/adapter/connect-engine";
import { connectGatewayEnd } from "@ambon/bus/adapter/connect-gateway";
import type { EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { silentMetrics } from "@ambon/kernel/ports";
import { PEER_SECRET } from "./link-process.ts";

/** Frames of one batch of inputs. */
const BATCH = 100;
/** Round trips of a single frame after the batches. */
const TRIPS = 21;
const ENGINE = "engine-1";

const tell = (line: Readonly<Record<string, unknown>>): void => console.log(JSON.stringify(line));

const common = {
  boot: `boot-${process.pid}`,
  secret: PEER_SECRET,
  clock: { nowMs: () => Date.now() },
  metrics: silentMetrics,
  log: {
    event: (_level: string, event: string, fields: object = {}) => tell({ event, ...fields }),
  },
};

const runEngine = async (port: number): Promise<void> => {
  const end = await connectEngineEnd({ ...common, engineId: ENGINE, host: "127.0.0.1", port });
  end.inbound.watch((peer, up) => tell({ event: up ? "up" : "down", peer }));
  end.inbound.receive((gateway, frames) => {
    const acks = frames.flatMap((frame): EngineFrame[] =>
      frame.f === "input" ? [{ f: "inputAck", channel: 1, inputSeq: frame.inputSeq }] : [],
    );
    if (end.outbound.send(gateway, acks) === "full") end.outbound.drop(gateway);
  });
  tell({ event: "ready", port: end.port });
};

const input = (inputSeq: number): GatewayFrame => ({
  f: "input",
  channel: 1,
  inputSeq,
  line: `say the same words as ever ${inputSeq}`,
});

const runGateway = (gatewayId: string, url: string, count: number): void => {
  const engines = [{ id: ENGINE, url }];
  const end = connectGatewayEnd({ ...common, gatewayId, engines, random: () => 0.5 });
  let next = 0;
  let sentMs = 0;
  const tripsMs: number[] = [];
  const send = (inputs: readonly GatewayFrame[]): void => {
    sentMs = performance.now();
    if (end.inbound.send(ENGINE, inputs) !== "sent") tell({ event: "refused" });
  };
  const begin = (): void => {
    next = 1;
    tripsMs.length = 0;
    for (let first = 1; first <= count; first += BATCH) {
      send(
        Array.from({ length: Math.min(BATCH, count - first + 1) }, (_, at) => input(first + at)),
      );
    }
  };
  end.outbound.watch((peer, up) => {
    tell({ event: up ? "up" : "down", peer });
    if (up) begin();
  });
  end.outbound.receive((_engine, frames) => {
    for (const frame of frames) {
      if (frame.f !== "inputAck" || frame.inputSeq !== next) tell({ event: "disorder", next });
      next += 1;
    }
    if (next <= count) return;
    if (next === count + 1) tell({ event: "answered", count });
    else tripsMs.push(performance.now() - sentMs);
    if (tripsMs.length < TRIPS) send([input(next)]);
    else {
      const [medianMs = 0] = tripsMs.toSorted((a, b) => a - b).slice(TRIPS >> 1);
      tell({ event: "took", medianMs: Math.round(medianMs * 10) / 10 });
    }
  });
};

const [role, first = "0", url = "", count = "0"] = process.argv.slice(2);
if (role === "engine") await runEngine(Number(first));
else runGateway(first, url, Number(count));
