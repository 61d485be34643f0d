/**
 * What one client wants by MSDP: `REPORT` a variable now and at each change, `SEND` it once,
 * `UNREPORT` and `RESET` to be left alone, `LIST` to learn what there is.
 *
 * The variables come out of data packages, and only those packages are asked of the engine that
 * hold something wanted. What was asked for by SEND stays subscribed until RESET, so that the next
 * SEND is answered at once. Unknown names are passed over; all sets are bounded by the table.
 */

import {
  MSDP_VARIABLES,
  type MsdpVariable,
  msdpReading,
  msdpVariableNamed,
} from "@ambon/data/msdp-map";
import type { MsdpData } from "@ambon/telnet/msdp-codec";
import type { MsdpCommand } from "@ambon/telnet/options/msdp";

/** A variable to send. */
export type MsdpTold = readonly [name: string, value: MsdpData];

const SERVER_ID = "SERVER_ID";
const COMMANDS = ["LIST", "REPORT", "UNREPORT", "SEND", "RESET"];
const LISTS = [
  "COMMANDS",
  "LISTS",
  "CONFIGURABLE_VARIABLES",
  "REPORTABLE_VARIABLES",
  "REPORTED_VARIABLES",
  "SENDABLE_VARIABLES",
];
const SENDABLE = [SERVER_ID, ...MSDP_VARIABLES.map(({ name }) => name)];
const EVERYTHING = ["REPORTABLE_VARIABLES", "REPORTED_VARIABLES"];

export class MsdpReports {
  readonly #serverId: () => string;
  /** With what was told last, as JSON; "" = nothing yet. */
  readonly #reported = new Map<MsdpVariable, string>();
  readonly #asked = new Set<MsdpVariable>();
  /** Asked for, and its package has not come yet. */
  readonly #due = new Set<MsdpVariable>();
  readonly #latest = new Map<string, unknown>();

  constructor(serverId: () => string) {
    this.#serverId = serverId;
  }

  /** The data packages that hold what is wanted, lower case, in a fixed order. */
  get packages(): readonly string[] {
    const wanted = MSDP_VARIABLES.filter((one) => this.#reported.has(one) || this.#asked.has(one));
    return [...new Set(wanted.map((one) => one.package.toLowerCase()))];
  }

  /** What a command is answered with at once. */
  command(command: MsdpCommand, names: readonly string[]): MsdpTold[] {
    const told = names.flatMap((name) => this.#obey(command, name));
    const packages = new Set(this.packages);
    for (const known of this.#latest.keys()) if (!packages.has(known)) this.#latest.delete(known);
    return told;
  }

  /** What a new payload of a package changes for this client. */
  data(packageName: string, value: unknown): MsdpTold[] {
    const key = packageName.toLowerCase();
    const mine = MSDP_VARIABLES.filter(
      (one) =>
        one.package.toLowerCase() === key && (this.#reported.has(one) || this.#asked.has(one)),
    );
    const [first] = mine;
    if (first === undefined || msdpReading(first, value) === undefined) return [];
    this.#latest.set(key, value);
    return mine.flatMap((one) => this.#tell(one, this.#due.has(one)));
  }

  /** The client stopped speaking MSDP. */
  clear(): void {
    this.#reported.clear();
    this.#asked.clear();
    this.#due.clear();
    this.#latest.clear();
  }

  #obey(command: MsdpCommand, name: string): MsdpTold[] {
    switch (command) {
      case "LIST":
        return this.#list(name);
      case "REPORT":
        return this.#report(name);
      case "SEND":
        return this.#send(name);
      case "UNREPORT":
        this.#unreport(name);
        return [];
      case "RESET":
        if (EVERYTHING.includes(name)) this.clear();
        return [];
    }
  }

  #list(name: string): MsdpTold[] {
    const values = this.#namesIn(name);
    return values === undefined ? [] : [[name, values]];
  }

  #namesIn(list: string): readonly string[] | undefined {
    switch (list) {
      case "COMMANDS":
        return COMMANDS;
      case "LISTS":
        return LISTS;
      case "CONFIGURABLE_VARIABLES":
        return [];
      case "REPORTABLE_VARIABLES":
      case "SENDABLE_VARIABLES":
        return SENDABLE;
      case "REPORTED_VARIABLES":
        return [...this.#reported.keys()].map((one) => one.name);
      default:
        return undefined;
    }
  }

  #report(name: string): MsdpTold[] {
    if (name === SERVER_ID) return [[SERVER_ID, this.#serverId()]];
    const variable = msdpVariableNamed(name);
    if (variable === undefined || this.#reported.has(variable)) return [];
    this.#reported.set(variable, "");
    return this.#tell(variable, false);
  }

  #send(name: string): MsdpTold[] {
    if (name === SERVER_ID) return [[SERVER_ID, this.#serverId()]];
    const variable = msdpVariableNamed(name);
    // Some clients ask for a list this way.
    if (variable === undefined) return this.#list(name);
    this.#asked.add(variable);
    this.#due.add(variable);
    return this.#tell(variable, true);
  }

  #unreport(name: string): void {
    const variable = msdpVariableNamed(name);
    if (variable !== undefined) this.#reported.delete(variable);
  }

  /** The value as it is known, if it is and if it is wanted (`now`) or new to a report. */
  #tell(variable: MsdpVariable, now: boolean): MsdpTold[] {
    const key = variable.package.toLowerCase();
    if (!this.#latest.has(key)) return [];
    const value = msdpReading(variable, this.#latest.get(key));
    if (value === undefined) return [];
    this.#due.delete(variable);
    const before = this.#reported.get(variable);
    const written = JSON.stringify(value);
    if (before !== undefined) this.#reported.set(variable, written);
    return now || (before !== undefined && before !== written) ? [[variable.name, value]] : [];
  }
}
