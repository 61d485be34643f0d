/** Client addresses as the limits see them. */

/** Loopback is exempt from the limits per address: it is the operator's own machine. */
export const isLoopback = (address: string): boolean => {
  const plain = plainAddress(address);
  return plain === "::1" || plain.startsWith("127.");
};

/**
 * What is counted as one address: an IPv4 address, or the first 64 bits of an IPv6 one, because
 * one household has all the addresses behind them.
 */
export const addressKey = (address: string): string => {
  const plain = plainAddress(address).split("%")[0] ?? "";
  if (!plain.includes(":")) return plain;
  const [head = "", tail] = plain.split("::");
  const before = head === "" ? [] : head.split(":");
  const after = tail === undefined || tail === "" ? [] : tail.split(":");
  const zeros = tail === undefined ? 0 : Math.max(0, 8 - before.length - after.length);
  const groups = [...before, ...new Array<string>(zeros).fill("0"), ...after];
  return groups
    .slice(0, 4)
    .map((group) => group.toLowerCase().replace(/^0+(?=.)/, ""))
    .join(":");
};

/** The address as people write it: a dual-stack socket says `::ffff:192.0.2.1` for 192.0.2.1. */
export const plainAddress = (address: string): string =>
  address.toLowerCase().startsWith("::ffff:") && address.includes(".")
    ? address.slice("::ffff:".length)
    : address;
