/** Both ends of a real link on 127.0.0.1, in one process, for tests. */

import { type Log, type LogFields, silentMetrics } from "@ambon/kernel/ports";
import { until } from "@ambon/testing/adapter/until";
import {
  connectEngineEnd,
  type EngineEnd,
  type EngineEndOptions,
} from "../adapter/connect-engine.ts";
import {
  type ConnectGatewayEnd,
  connectGatewayEnd,
  type GatewayEndOptions,
} from "../adapter/connect-gateway.ts";
import { isSettled } from "./settled.ts";

export const GATEWAY = "gateway-1";
export const ENGINE = "engine-1";
export const SECRET = "the secret of the tests";

export interface Event {
  readonly event: string;
  readonly fields: LogFields;
}

export class EventLog implements Log {
  readonly events: Event[] = [];

  event(_level: string, event: string, fields: LogFields = {}): void {
    this.events.push({ event, fields });
  }

  of(event: string): LogFields[] {
    return this.events.filter((one) => one.event === event).map(({ fields }) => fields);
  }
}

const common = () => ({
  secret: SECRET,
  clock: { nowMs: () => Date.now() },
  metrics: silentMetrics,
  log: new EventLog(),
});

export const engineEnd = (options: Partial<EngineEndOptions> = {}): Promise<EngineEnd> =>
  connectEngineEnd({
    engineId: ENGINE,
    boot: "engine-boot",
    host: "127.0.0.1",
    port: 0,
    ...common(),
    ...options,
  });

export const gatewayEnd = (
  port: number,
  options: Partial<GatewayEndOptions> = {},
): ConnectGatewayEnd =>
  connectGatewayEnd({
    gatewayId: GATEWAY,
    boot: "gateway-boot",
    engines: [{ id: ENGINE, url: `http://127.0.0.1:${port}` }],
    random: () => 0,
    ...common(),
    ...options,
  });

export interface ConnectRig {
  readonly engine: EngineEnd;
  readonly gateway: ConnectGatewayEnd;
  /** Everything sent is there, taken frames are acknowledged, and the link is up. */
  settle(): Promise<void>;
  close(): Promise<void>;
}

/** A link that is up. */
export const connectRig = async (
  engineOptions: Partial<EngineEndOptions> = {},
  gatewayOptions: Partial<GatewayEndOptions> = {},
): Promise<ConnectRig> => {
  const engine = await engineEnd(engineOptions);
  const gateway = gatewayEnd(engine.port, gatewayOptions);
  const settled = (): boolean => isSettled(gateway, engine, engineOptions.capacityFrames);
  const rig = {
    engine,
    gateway,
    settle: () => until("both ends have what was sent", settled),
    close: async () => void (await Promise.all([gateway.close(), engine.close()])),
  };
  await rig.settle();
  return rig;
};
