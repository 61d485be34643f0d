/** Both ends of a link over a real Redis, in one process, for tests. */

import { type Metrics, silentMetrics } from "@ambon/kernel/ports";
import { until } from "@ambon/testing/adapter/until";
import type { GatewayEnd } from "../adapter/connect-gateway.ts";
import { type RedisEngineEnd, redisEngineEnd } from "../adapter/redis-engine.ts";
import { redisGatewayEnd } from "../adapter/redis-gateway.ts";
import { ENGINE, EventLog, GATEWAY, SECRET } from "./connect-rig.ts";
import { isSettled } from "./settled.ts";

export interface RedisRigOptions {
  readonly capacityFrames?: number;
  readonly gatewayMetrics?: Metrics;
  readonly engineMetrics?: Metrics;
}

export interface RedisRig {
  readonly engine: RedisEngineEnd;
  readonly gateway: GatewayEnd;
  readonly log: EventLog;
  /** Everything sent is there, taken frames are acknowledged, and the link is up. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

const common = (url: string, log: EventLog) => ({
  url,
  secret: SECRET,
  clock: { nowMs: () => Date.now() },
  random: () => 0,
  log,
});

/** A link that is up. */
export const redisRig = async (url: string, options: RedisRigOptions = {}): Promise<RedisRig> => {
  const { capacityFrames, gatewayMetrics, engineMetrics } = options;
  const bound = capacityFrames === undefined ? {} : { capacityFrames };
  const log = new EventLog();
  const both = { ...common(url, log), ...bound };
  const engine = redisEngineEnd({
    ...both,
    engineId: ENGINE,
    boot: "engine-boot",
    metrics: engineMetrics ?? silentMetrics,
  });
  const gateway = redisGatewayEnd({
    ...both,
    gatewayId: GATEWAY,
    boot: "gateway-boot",
    engines: [ENGINE],
    metrics: gatewayMetrics ?? silentMetrics,
  });
  const settled = (): boolean => isSettled(gateway, engine, capacityFrames);
  const rig = {
    engine,
    gateway,
    log,
    settle: () => until("both ends have what was sent", settled),
    close: async () => void (await Promise.all([gateway.close(), engine.close()])),
  };
  await rig.settle();
  return rig;
};
