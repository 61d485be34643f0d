/** What a gateway is called on the link: a name of its own among all processes that run. */

import { randomBytes } from "node:crypto";
import { hostname } from "node:os";
import type { Config } from "@ambon/config/load";
import type { GatewayName } from "./gateway-link.ts";

const BOOT_BYTES = 4;
/** So that name and boot together are no longer than a configured name may be. */
const HOST_LETTERS_MAX = 23;

/** The configured name, or the machine's with this run's nonce. */
export const gatewayName = (
  { gatewayId }: Pick<Config, "gatewayId">,
  machine: string = hostname(),
): GatewayName => {
  const boot = randomBytes(BOOT_BYTES).toString("hex");
  const host = machine
    .toLowerCase()
    .replaceAll(/[^a-z0-9-]/g, "-")
    .replace(/^-+/, "")
    .slice(0, HOST_LETTERS_MAX);
  return { id: gatewayId ?? `${host === "" ? "gateway" : host}-${boot}`, boot };
};
