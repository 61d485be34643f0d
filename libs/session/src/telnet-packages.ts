/** Which data packages a telnet client wants: by GMCP's Core.Supports, or by MSDP's REPORT. */

import {
  changeSupports,
  NO_SUPPORTS,
  type Supports,
  versionNamed,
  wantedByGmcp,
  wantsModule,
} from "@ambon/data/subscription";
import type { TelnetEvent } from "@ambon/telnet/events";
import { MsdpReports, type MsdpTold } from "./telnet-msdp.ts";

type GmcpEvent = Extract<TelnetEvent, { type: "gmcp" }>;
type MsdpCommandEvent = Extract<TelnetEvent, { type: "msdpCommand" }>;

const VERBS = new Map([
  ["core.supports.set", "set"],
  ["core.supports.add", "add"],
  ["core.supports.remove", "remove"],
] as const);

export class TelnetPackages {
  readonly #msdp: MsdpReports;
  #supports: Supports = NO_SUPPORTS;
  #saidHello = false;
  #msdpPackages = "";

  constructor(serverId: () => string) {
    this.#msdp = new MsdpReports(serverId);
  }

  /** All that is wanted, lower case. */
  get wanted(): readonly string[] {
    const gmcp = wantedByGmcp(this.#supports, this.#saidHello);
    const { packages } = this.#msdp;
    return packages.length === 0 ? gmcp : [...new Set([...gmcp, ...packages])];
  }

  /** The client can log in by GMCP, 0 = not. Only the module's own name counts. */
  get loginVersion(): number {
    return versionNamed(this.#supports, "Char.Login");
  }

  get saidHello(): boolean {
    return this.#saidHello;
  }

  wants(module: string): boolean | undefined {
    return wantsModule(this.#supports, module);
  }

  /** True when the message was about packages, so that `wanted` may be another. */
  takeGmcp({ package: name, data }: GmcpEvent): boolean {
    const verb = VERBS.get(name as "core.supports.set");
    if (verb !== undefined) this.#supports = changeSupports(this.#supports, verb, data);
    else if (name === "core.hello") this.#saidHello = true;
    else return false;
    return true;
  }

  gmcpEnded(): void {
    this.#supports = NO_SUPPORTS;
  }

  /** What to send at once, and whether `wanted` is another. */
  takeMsdp({ command, names }: MsdpCommandEvent): { told: MsdpTold[]; changed: boolean } {
    const told = this.#msdp.command(command, names);
    return { told, changed: this.#msdpChanged() };
  }

  /** True when `wanted` is another. */
  msdpEnded(): boolean {
    this.#msdp.clear();
    return this.#msdpChanged();
  }

  /** The MSDP variables that this payload changes. */
  msdpData(packageName: string, value: unknown): MsdpTold[] {
    return this.#msdp.data(packageName, value);
  }

  #msdpChanged(): boolean {
    const packages = this.#msdp.packages.join(" ");
    if (packages === this.#msdpPackages) return false;
    this.#msdpPackages = packages;
    return true;
  }
}
