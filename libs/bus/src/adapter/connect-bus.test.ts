// Goal: the bus over real sockets keeps the contract of all buses.

import { until } from "@ambon/testing/adapter/until";
import { splitBusContract } from "../contract/bus.contract.ts";
import { connectRig, ENGINE, GATEWAY } from "../testing/connect-rig.ts";

splitBusContract("connect", async (capacityFrames) => {
  const rig = await connectRig({ capacityFrames }, { capacityFrames });
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
