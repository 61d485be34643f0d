/** Whose request it is when HTTP proxies stand before the web port. */

import { contains, formatIp, type IpBlock, parseIp } from "@ambon/kernel/ip-address";

export interface ForwardRules {
  /** Whose word is taken. */
  readonly trusted: readonly IpBlock[];
  /** In lower case: where they write it. */
  readonly header: string;
}

/**
 * Each proxy writes behind what it was given the address that it was asked by. So the list is read
 * from its end, as far as those who wrote are trusted; what stands before that anybody may have
 * made up. Without a word of a trusted proxy it is the socket's own address.
 */
export const clientAddress = (
  peer: string,
  header: string | readonly string[] | undefined,
  { trusted }: Pick<ForwardRules, "trusted">,
): string => {
  const named = typeof header === "string" ? header : (header ?? []).join(",");
  const hops = named.split(",");
  let address = peer;
  while (isTrusted(address, trusted)) {
    const before = parseIp((hops.pop() ?? "").trim());
    if (before === undefined) break;
    address = formatIp(before);
  }
  return address;
};

const isTrusted = (address: string, trusted: readonly IpBlock[]): boolean => {
  const ip = parseIp(address);
  return ip !== undefined && trusted.some((block) => contains(block, ip));
};
