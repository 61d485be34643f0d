/** Settings of the bus between gateways and engines that hang together. */

export type BusChoice =
  | { readonly via: "connect" }
  | { readonly via: "redis"; readonly redisUrl: string };

const NEEDS_URL =
  "AMBON_BUS is redis, but there is no Redis: set AMBON_REDIS_URL to the one that gateways and " +
  "engines share.";
const NEEDS_SECRET =
  "AMBON_BUS is redis, but AMBON_SECRET is not set: gateways and engines sign with it, so give " +
  "all of them the same.";

/** Reads it by key without prefix; mistakes are added to `problems` as sentences. */
export const readBus = (
  given: (key: string) => string | undefined,
  problems: string[],
): BusChoice => {
  if (given("BUS") !== "redis") return { via: "connect" };
  const redisUrl = given("REDIS_URL");
  if (redisUrl === undefined) problems.push(NEEDS_URL);
  if (given("SECRET") === undefined) problems.push(NEEDS_SECRET);
  return { via: "redis", redisUrl: redisUrl ?? "" };
};
