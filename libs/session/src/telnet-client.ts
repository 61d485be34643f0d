/**
 * The telnet side of the client port: bytes in, one byte buffer out per flush. What each option
 * means for what is shown is in telnet-terminal.ts, for data packages in telnet-packages.ts.
 */

import type { EdgeSettings, PromptNumbers } from "@ambon/bus/frames";
import { gmcpValue } from "@ambon/data/projection";
import type { Metrics } from "@ambon/kernel/ports";
import { renderFor } from "@ambon/markup/audience";
import { text } from "@ambon/markup/build";
import { fillPrompt } from "@ambon/markup/prompt";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import type { TelnetEvent } from "@ambon/telnet/events";
import type { TelnetCounters, TelnetLimits } from "@ambon/telnet/limits";
import { msspText } from "@ambon/telnet/mssp-text";
import type { TelnetFeatures } from "@ambon/telnet/option-set";
import type { MsspTable } from "@ambon/telnet/options/mssp";
import { TelnetServer } from "@ambon/telnet/telnet-server";
import type {
  Attachment,
  ByeReason,
  Client,
  ClientEvent,
  CompressionTurn,
  LoginVersion,
  Payload,
  ProgramWord,
} from "./client.ts";
import { COMPRESSED_INPUT_REFUSED, MSSP_REQUESTS } from "./metric-names.ts";
import type { ClientProfile, ProfileTable } from "./profile.ts";
import type { ProgramOffers } from "./program-offers.ts";
import type { DataFrame, OutputFrame, RenderCache } from "./render-cache.ts";
import type { MsdpTold } from "./telnet-msdp.ts";
import { TelnetPackages } from "./telnet-packages.ts";
import { TelnetProgram } from "./telnet-program.ts";
import { TelnetScreen } from "./telnet-screen.ts";
import {
  linkFormOf,
  readsAloud,
  renderModeOf,
  type TerminalClaims,
  widthOf,
} from "./telnet-terminal.ts";

/** Until the character's own prompt is known. */
const FIRST_PROMPT = "> ";
const NO_TURNS: readonly CompressionTurn[] = [];
const UNREADABLE = "What your client sent compressed could not be read. Please connect again.";

export interface TelnetClientParts {
  readonly cache: RenderCache;
  readonly profiles: ProfileTable;
  readonly limits: TelnetLimits;
  readonly counters: TelnetCounters;
  readonly features: TelnetFeatures;
  readonly metrics: Metrics;
  /** Whoever can keep a token may come back with it: the socket is encrypted, and it is allowed. */
  readonly loginTokens: boolean;
  readonly offers: ProgramOffers;
  /** What crawlers are told of the game. */
  readonly mssp: () => MsspTable;
}

export class TelnetClient implements Client {
  readonly transport = "telnet";
  readonly #cache: RenderCache;
  readonly #profiles: ProfileTable;
  readonly #metrics: Metrics;
  readonly #mssp: () => MsspTable;
  readonly #server: TelnetServer;
  readonly #screen: TelnetScreen;
  readonly #packages: TelnetPackages;
  readonly #program: TelnetProgram;
  #terminal = "";
  #screenReader = false;
  #settings: EdgeSettings | null = null;
  #promptValues: PromptNumbers | null = null;
  #turns: CompressionTurn[] = [];
  #profile: ClientProfile;

  constructor(parts: TelnetClientParts) {
    this.#cache = parts.cache;
    this.#profiles = parts.profiles;
    this.#metrics = parts.metrics;
    this.#mssp = parts.mssp;
    this.#server = new TelnetServer(parts.limits, parts.counters, parts.features);
    this.#screen = new TelnetScreen(this.#server);
    this.#packages = new TelnetPackages(() => serverIdIn(parts.mssp()));
    const { loginTokens, offers } = parts;
    const packages = this.#packages;
    const send = (name: string, payload?: unknown): void =>
      this.#screen.invisible(this.#server.gmcp(name, payload));
    this.#program = new TelnetProgram({ packages, loginTokens, offers, send });
    this.#profile = this.#currentProfile();
  }

  get profile(): ClientProfile {
    return this.#profile;
  }

  open(): void {
    this.#screen.invisible(this.#server.start());
  }

  settle(): void {
    this.#server.settle();
    this.#startCompression();
  }

  tellCrawler(): boolean {
    const table = this.#mssp();
    if (table.length === 0) return false;
    this.#metrics.count(MSSP_REQUESTS, 1, { how: "line" });
    this.#screen.lines(this.#server.text(msspText(table)));
    return true;
  }

  receive(payload: Payload): readonly ClientEvent[] {
    if (typeof payload === "string") return [];
    const events = this.#server.receive(payload);
    this.#screen.invisible(this.#server.takeOutput());
    const out: ClientEvent[] = [];
    for (const event of events) this.#translate(event, out);
    this.#startCompression();
    return out;
  }

  say(kind: OutputClass, markup: Markup): void {
    const rendered = renderFor(markup, kind, this.#profile.audience);
    this.#screen.lines(this.#server.text(rendered));
  }

  splash(art: readonly string[], plain: readonly string[]): void {
    const { width } = this.#profile.audience;
    const fits = art.length > 0 && art.every((row) => row.length <= width);
    const rows = this.#screenReader || !fits ? plain : art;
    if (rows.length > 0) this.#screen.lines(this.#server.text(`\n${rows.join("\n")}\n`));
  }

  ask(label: string, secret: boolean): void {
    // Shown again at once after the secret line: the change of echo ends that line on screen.
    this.#screen.invisible(this.#server.setEcho(secret));
    this.#screen.ask(`${label}: `);
  }

  waiting(): void {
    this.#screen.setPrompt("");
  }

  notice(level: "info" | "error", sentence: string): void {
    this.say(level === "error" ? "error" : "system", text(sentence));
  }

  attached(attachment: Attachment): void {
    this.#screen.invisible(this.#server.setEcho(false));
    this.#screen.setPrompt(FIRST_PROMPT);
    this.#program.attached(attachment);
  }

  resumed(attachment: Attachment): void {
    // What a socket shows that was there all the time is still true.
    if (this.#promptValues !== null) return this.#program.attached(attachment);
    this.attached(attachment);
    this.notice("info", `You are back, ${attachment.name}.`);
  }

  resumeFailed(message: string): void {
    this.notice("info", message);
  }

  refused(): void {
    // Telnet lines have no numbers.
  }

  output(frame: OutputFrame, _seq: number, gagged: boolean): void {
    if (gagged) return;
    this.#screen.lines(this.#cache.bytesOf(frame, this.#profile));
    this.#program.output(frame);
  }

  data(frame: DataFrame): void {
    const value = gmcpValue(frame.package, frame.value);
    this.#screen.invisible(this.#server.gmcp(frame.package, value));
    this.#program.data(frame);
    if (this.#server.msdpEnabled) {
      this.#tellMsdp(this.#packages.msdpData(frame.package, frame.value));
    }
  }

  get loginVersion(): LoginVersion {
    return this.#program.loginVersion;
  }

  tellProgram(word: ProgramWord): void {
    this.#program.tell(word);
  }

  prompt(values: PromptNumbers): void {
    this.#promptValues = values;
    this.#updatePrompt();
  }

  settings(settings: EdgeSettings): void {
    this.#settings = settings;
    this.#screenReader = settings.screenReader;
    this.#updateProfile();
    this.#updatePrompt();
  }

  redrawPrompt(): void {
    this.#screen.redraw();
  }

  useScreenReader(): void {
    this.#screenReader = true;
    this.#updateProfile();
  }

  bye(_reason: ByeReason, message: string): void {
    this.#screen.invisible(this.#server.setEcho(false));
    if (message !== "") this.say("system", text(message));
    this.#screen.setPrompt("");
    this.#screen.invisible(this.#server.gmcp("Core.Goodbye", message));
  }

  takeTurns(): readonly CompressionTurn[] {
    if (this.#turns.length === 0) return NO_TURNS;
    const turns = this.#turns;
    this.#turns = [];
    return turns;
  }

  flush(): Payload | null {
    return this.#screen.flush();
  }

  #translate(event: TelnetEvent, out: ClientEvent[]): void {
    switch (event.type) {
      case "line":
        this.#screen.typed();
        // A hidden line has no Enter on screen; the client shows again what is typed from here on.
        this.#screen.invisible(this.#server.setEcho(false));
        out.push({ e: "line", text: event.text });
        return;
      case "lineTooLong":
        out.push({ e: "lineTooLong", limit: event.limitBytes });
        return;
      case "negotiated":
        out.push({ e: "ready" });
        return;
      case "terminal":
        this.#terminal = event.terminal;
        this.#learnTerminal(out);
        return;
      case "environ":
        this.#learnTerminal(out);
        return;
      case "windowSize":
      case "charset":
      case "mxpEnabled":
        this.#updateProfile();
        return;
      case "msspRequest":
        this.#metrics.count(MSSP_REQUESTS, 1, { how: "option" });
        this.#screen.invisible(this.#server.mssp(this.#mssp()));
        return;
      case "compressionEnd":
        this.#turn(false);
        return;
      case "compressionBomb":
      case "compressionBroken": {
        const reason = event.type === "compressionBomb" ? "bomb" : "broken";
        this.#metrics.count(COMPRESSED_INPUT_REFUSED, 1, { reason });
        out.push({ e: "malformed", message: UNREADABLE });
        return;
      }
      default:
        this.#translateData(event, out);
    }
  }

  #translateData(event: TelnetEvent, out: ClientEvent[]): void {
    const packages = this.#packages;
    switch (event.type) {
      case "gmcp":
        this.#program.receive(event, out);
        return;
      case "gmcpEnabled":
        if (!event.enabled) packages.gmcpEnded();
        return;
      case "msdpCommand": {
        const { told, changed } = packages.takeMsdp(event);
        this.#tellMsdp(told);
        if (changed) out.push({ e: "packages", packages: packages.wanted });
        return;
      }
      case "msdpEnabled":
        if (event.enabled || !packages.msdpEnded()) return;
        out.push({ e: "packages", packages: packages.wanted });
        return;
      default:
      // An interrupt, variables that cannot be set, answers to questions that were not asked.
    }
  }

  #learnTerminal(out: ClientEvent[]): void {
    if (readsAloud(this.#claims) && !this.#screenReader) out.push({ e: "screenReader" });
    this.#updateProfile();
  }

  get #claims(): TerminalClaims {
    const { mtts, environ } = this.#server;
    return { mtts, environ, terminal: this.#terminal };
  }

  #tellMsdp(told: readonly MsdpTold[]): void {
    for (const [name, value] of told) this.#screen.invisible(this.#server.msdp(name, value));
  }

  /** After the negotiation, never amid it. */
  #startCompression(): void {
    if (!this.#server.compressionReady) return;
    this.#screen.invisible(this.#server.startCompression());
    this.#turn(true);
  }

  #turn(compress: boolean): void {
    this.#turns.push({ before: this.#screen.cut(), compress });
  }

  #currentProfile(): ClientProfile {
    const colour = this.#settings?.colour ?? true;
    const mode = colour ? renderModeOf(this.#claims) : "plain";
    const { environ, encoding, mxpEnabled } = this.#server;
    return this.#profiles.intern({
      audience: {
        mode: this.#screenReader ? "screenReader" : mode,
        width: widthOf(this.#server.width, environ),
        links: linkFormOf(environ, mxpEnabled),
      },
      encoding,
      // Every word of a fight read aloud would leave no time to fight it.
      brief: this.#screenReader || (this.#settings?.brief ?? false),
    });
  }

  #updateProfile(): void {
    this.#profile = this.#currentProfile();
    this.#screen.quiet = this.#screenReader;
  }

  #updatePrompt(): void {
    if (this.#promptValues === null) return;
    const template = this.#settings?.prompt ?? FIRST_PROMPT;
    this.#screen.setPrompt(fillPrompt(template, this.#promptValues));
  }
}

/** MSDP's SERVER_ID is MSSP's NAME. */
const serverIdIn = (table: MsspTable): string =>
  String(table.find(([name]) => name === "NAME")?.[1] ?? "");
