/**
 * MSDP (69): variables out of band, for clients without GMCP.
 *
 *   S: WILL MSDP   C: DO MSDP   then   C: SB MSDP VAR "REPORT" VAL "HEALTH" SE
 *                                      S: SB MSDP VAR "HEALTH" VAL "80" SE
 *
 * It is offered only when GMCP was turned down, or left unanswered by a client that went through
 * the whole TTYPE cycle; and it is ended when GMCP comes after all. So nothing is sent twice.
 */

import { NO_BYTES, OPTION_MSDP, subnegotiation } from "../bytes.ts";
import { encodeMsdp, type MsdpData, type MsdpValue, parseMsdp } from "../msdp-codec.ts";
import { US } from "../option.ts";
import type { NegotiationFacts, OptionContext, TelnetOption } from "../telnet-option.ts";

const COMMANDS = ["LIST", "REPORT", "UNREPORT", "SEND", "RESET"] as const;
export type MsdpCommand = (typeof COMMANDS)[number];

export class MsdpOption implements TelnetOption {
  readonly code = OPTION_MSDP;
  readonly them = "refuse";
  enabled = false;
  private offered = false;
  private readonly facts: NegotiationFacts;

  constructor(facts: NegotiationFacts) {
    this.facts = facts;
  }

  /** A client may ask for it, as long as it does not speak GMCP. */
  get us(): "accept" | "refuse" {
    return this.facts.gmcpOn ? "refuse" : "accept";
  }

  turnedOn(_side: number, context: OptionContext): void {
    this.enabled = true;
    context.emit({ type: "msdpEnabled", enabled: true });
  }

  turnedOff(_side: number, context: OptionContext): void {
    if (!this.enabled) return;
    this.enabled = false;
    context.emit({ type: "msdpEnabled", enabled: false });
  }

  review(context: OptionContext): void {
    const { gmcpOn, gmcpRefused, cycleCompleted } = this.facts;
    if (gmcpOn && (this.offered || this.enabled)) {
      this.offered = false;
      context.request(US, OPTION_MSDP, false);
      this.turnedOff(US, context);
    } else if (!gmcpOn && !this.offered && (gmcpRefused || cycleCompleted)) {
      this.offered = true;
      context.request(US, OPTION_MSDP, true);
    }
  }

  subnegotiation(payload: Uint8Array, context: OptionContext): void {
    const { limits, counters } = context;
    const entries = this.enabled ? parseMsdp(payload, limits.msdpDepth) : undefined;
    if (entries === undefined) {
      counters.msdpDropped++;
      return;
    }
    if (entries.length > limits.msdpNames) counters.msdpDropped++;
    for (const [name, value] of entries.slice(0, limits.msdpNames)) {
      this.receive(name.toUpperCase(), value, context);
    }
  }

  private receive(name: string, value: MsdpValue, context: OptionContext): void {
    const command = COMMANDS.find((known) => known === name);
    if (command === undefined) {
      context.emit({ type: "msdpVariable", name, value });
      return;
    }
    const names = namesIn(value);
    const { msdpNames } = context.limits;
    if (names.length > msdpNames) context.counters.msdpDropped++;
    context.emit({ type: "msdpCommand", command, names: names.slice(0, msdpNames) });
  }
}

/** One name, or those of an array; tables hold none. */
const namesIn = (value: MsdpValue): string[] => {
  const list = typeof value === "string" ? [value] : Array.isArray(value) ? value : [];
  return list.flatMap((name) =>
    typeof name === "string" && name !== "" ? [name.toUpperCase()] : [],
  );
};

/** One variable for a connection: no bytes while MSDP is off, or over the limit (counted). */
export const sendMsdp = (
  option: MsdpOption | undefined,
  name: string,
  value: MsdpData,
  { limits, counters }: Pick<OptionContext, "limits" | "counters">,
): Uint8Array => {
  if (option?.enabled !== true) return NO_BYTES;
  const payload = encodeMsdp(name, value);
  if (payload.length <= limits.msdpBytes) return subnegotiation(OPTION_MSDP, payload);
  counters.msdpOutboundOversize++;
  return NO_BYTES;
};
