/** Client addresses as the limits see them. */

import { formatIp, isLoopback as isLoopbackIp, networkOf, parseIp } from "@ambon/kernel/ip-address";

/** One household has all the addresses behind the first 64 bits of an IPv6 one. */
const HOUSEHOLD_BITS = 64;

/** Loopback is exempt from the limits per address: it is the operator's own machine. */
export const isLoopback = (address: string): boolean => {
  const ip = parseIp(address);
  return ip !== undefined && isLoopbackIp(ip);
};

/** What is counted as one address: an IPv4 address, or the household of an IPv6 one. */
export const addressKey = (address: string): string => {
  const ip = parseIp(address);
  if (ip === undefined) return address;
  return formatIp(ip.family === 4 ? ip : networkOf(ip, HOUSEHOLD_BITS));
};

/** The address as people write it: a dual-stack socket says `::ffff:192.0.2.1` for 192.0.2.1. */
export const plainAddress = (address: string): string => {
  const ip = parseIp(address);
  return ip === undefined ? address : formatIp(ip);
};
