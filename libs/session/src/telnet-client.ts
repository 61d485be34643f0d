/** The telnet side of the client port: bytes in, one byte buffer out per flush. */

import type { EdgeSettings, PromptNumbers } from "@ambon/bus/frames";
import { changeSupports, NO_SUPPORTS, type Supports, wantedByGmcp } from "@ambon/data/subscription";
import { type RenderMode, renderFor } from "@ambon/markup/audience";
import { text } from "@ambon/markup/build";
import { fillPrompt } from "@ambon/markup/prompt";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import type { TelnetEvent } from "@ambon/telnet/events";
import type { TelnetCounters, TelnetLimits } from "@ambon/telnet/limits";
import { TelnetServer } from "@ambon/telnet/telnet-server";
import type { ByeReason, Client, ClientEvent, Payload } from "./client.ts";
import type { ClientProfile, ProfileTable } from "./profile.ts";
import type { DataFrame, OutputFrame, RenderCache } from "./render-cache.ts";
import { TelnetScreen } from "./telnet-screen.ts";

type TerminalEvent = Extract<TelnetEvent, { type: "terminal" }>;
type GmcpEvent = Extract<TelnetEvent, { type: "gmcp" }>;

/** Until the character's own prompt is known. */
const FIRST_PROMPT = "> ";

export interface TelnetClientParts {
  readonly cache: RenderCache;
  readonly profiles: ProfileTable;
  readonly limits: TelnetLimits;
  readonly counters: TelnetCounters;
}

export class TelnetClient implements Client {
  readonly transport = "telnet";
  readonly #cache: RenderCache;
  readonly #profiles: ProfileTable;
  readonly #server: TelnetServer;
  readonly #screen: TelnetScreen;
  #terminalMode: RenderMode = "ansi16";
  #screenReader = false;
  #settings: EdgeSettings | null = null;
  #promptValues: PromptNumbers | null = null;
  #supports: Supports = NO_SUPPORTS;
  #saidHello = false;
  #profile: ClientProfile;

  constructor(parts: TelnetClientParts) {
    this.#cache = parts.cache;
    this.#profiles = parts.profiles;
    this.#server = new TelnetServer(parts.limits, parts.counters);
    this.#screen = new TelnetScreen(this.#server);
    this.#profile = this.#currentProfile();
  }

  get profile(): ClientProfile {
    return this.#profile;
  }

  open(): void {
    this.#screen.invisible(this.#server.start());
  }

  receive(payload: Payload): readonly ClientEvent[] {
    if (typeof payload === "string") return [];
    const events = this.#server.receive(payload);
    this.#screen.invisible(this.#server.takeOutput());
    const out: ClientEvent[] = [];
    for (const event of events) this.#translate(event, out);
    return out;
  }

  say(kind: OutputClass, markup: Markup): void {
    const rendered = renderFor(markup, kind, this.#profile.audience);
    this.#screen.lines(this.#server.text(rendered));
  }

  splash(art: readonly string[], plain: readonly string[]): void {
    const { width } = this.#server;
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

  attached(): void {
    this.#screen.invisible(this.#server.setEcho(false));
    this.#screen.setPrompt(FIRST_PROMPT);
  }

  resumed(): void {
    // The socket was there all the time: what it shows is still true.
  }

  resumeFailed(message: string): void {
    this.notice("info", message);
  }

  refused(): void {
    // Telnet lines have no numbers.
  }

  output(frame: OutputFrame, _seq: number, gagged: boolean): void {
    if (!gagged) this.#screen.lines(this.#cache.bytesOf(frame, this.#profile));
  }

  data(frame: DataFrame): void {
    this.#screen.invisible(this.#server.gmcp(frame.package, frame.value));
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
        this.#terminalMode = modeOf(event);
        if (event.flags.screenReader && !this.#screenReader) out.push({ e: "screenReader" });
        this.#updateProfile();
        return;
      case "windowSize":
      case "charset":
        this.#updateProfile();
        return;
      case "gmcp":
        this.#receiveGmcp(event, out);
        return;
      case "gmcpEnabled":
        if (!event.enabled) this.#supports = NO_SUPPORTS;
        return;
      case "interrupt":
    }
  }

  #receiveGmcp(event: GmcpEvent, out: ClientEvent[]): void {
    switch (event.package) {
      case "core.hello":
        this.#saidHello = true;
        break;
      case "core.supports.set":
        this.#supports = changeSupports(this.#supports, "set", event.data);
        break;
      case "core.supports.add":
        this.#supports = changeSupports(this.#supports, "add", event.data);
        break;
      case "core.supports.remove":
        this.#supports = changeSupports(this.#supports, "remove", event.data);
        break;
      case "core.ping":
        out.push({
          e: "ping",
          answer: () => this.#screen.invisible(this.#server.gmcp("Core.Ping")),
        });
        return;
      default:
        return;
    }
    out.push({ e: "packages", packages: wantedByGmcp(this.#supports, this.#saidHello) });
  }

  #currentProfile(): ClientProfile {
    const colour = this.#settings?.colour ?? true;
    const mode = colour ? this.#terminalMode : "plain";
    const { width, encoding } = this.#server;
    return this.#profiles.intern({
      audience: { mode: this.#screenReader ? "screenReader" : mode, width },
      encoding,
      brief: this.#settings?.brief ?? false,
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

/** By what the terminal says of itself, never by the client's name; ANSI when it says nothing. */
const modeOf = ({ flags, mtts, terminal }: TerminalEvent): RenderMode => {
  if (flags.truecolour) return "truecolor";
  if (flags.colours256) return "ansi256";
  if (flags.ansi) return "ansi16";
  return mtts !== 0 || terminal.toUpperCase() === "DUMB" ? "plain" : "ansi16";
};
