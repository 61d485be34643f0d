// Goal: the bus over a real Redis keeps the contract of all buses.

import { after, before } from "node:test";
import { RedisServer } from "@ambon/testing/adapter/redis-server";
import { until } from "@ambon/testing/adapter/until";
import { splitBusContract } from "../contract/bus.contract.ts";
import { ENGINE, GATEWAY } from "../testing/connect-rig.ts";
import { redisRig } from "../testing/redis-rig.ts";

let redis: RedisServer;
before(async () => {
  redis = await RedisServer.start();
});
after(() => redis.kill());

splitBusContract("redis", async (capacityFrames) => {
  const rig = await redisRig(redis.url, { capacityFrames });
  const { engine, gateway } = rig;
  return {
    gateway: GATEWAY,
    engine: ENGINE,
    gatewayEnd: gateway,
    engineEnd: engine,
    settle: () => rig.settle(),
    close: () => rig.close(),
    closeEnd: async (end) => {
      const other = end === "gateway" ? engine : gateway;
      await rig[end].close();
      await until("the other end knows", () => other.links().length === 0);
    },
  };
});
