/**
 * The browser side of the client port, subprotocol `v1.ambon`: JSON objects in, one JSON array out
 * per flush. The browser renders the markup itself, so its text is shared as JSON (render-cache).
 */

import type { EdgeSettings, PromptNumbers } from "@ambon/bus/frames";
import { packageNamed } from "@ambon/data/schema";
import { wantedByBrowser } from "@ambon/data/subscription";
import { line } from "@ambon/markup/build";
import { fillPrompt } from "@ambon/markup/prompt";
import type { Markup, OutputClass } from "@ambon/markup/tree";
import type { Attachment, ByeReason, Client, ClientEvent, Payload } from "./client.ts";
import type { DataFrame, OutputFrame, RenderCache } from "./render-cache.ts";
import { parseWsMessage, WS_PROTOCOL_VERSION, type WsClientMessage } from "./ws-messages.ts";

export interface WsClientParts {
  readonly cache: RenderCache;
  /** Characters of one typed line; the rest is cut. */
  readonly lineLength: number;
  /** Version of the server's build, for the welcome. */
  readonly version: string;
}

export class WsClient implements Client {
  readonly transport = "websocket";
  readonly #parts: WsClientParts;
  #messages: string[] = [];
  #greeted = false;
  #prompt = "";

  constructor(parts: WsClientParts) {
    this.#parts = parts;
  }

  open(): void {
    // The browser speaks first (hello).
  }

  receive(payload: Payload): readonly ClientEvent[] {
    if (typeof payload !== "string") return [malformed("Send text frames, not binary ones.")];
    const message = parseWsMessage(payload);
    if (typeof message === "string") return [malformed(message)];
    if (message.t === "hello") return this.#greet(message);
    return this.#greeted ? this.#translate(message) : [malformed("Say hello first.")];
  }

  say(kind: OutputClass, markup: Markup): void {
    this.#push({ t: "out", c: kind, m: markup });
  }

  splash(_art: readonly string[], plain: readonly string[]): void {
    if (plain.length > 0)
      this.say(
        "system",
        plain.map((row) => line(row)),
      );
  }

  ask(label: string, secret: boolean): void {
    this.#push({ t: "ask", secret, label });
  }

  waiting(): void {
    // The browser keeps its input line; what is typed meanwhile waits at the gateway.
  }

  notice(level: "info" | "error", text: string): void {
    this.#push({ t: "notice", level, text });
  }

  attached(attachment: Attachment): void {
    this.#push({ t: "attached", ...attachment });
    this.ask("Command", false);
  }

  resumed(attachment: Attachment): void {
    this.#push({ t: "resumed", ...attachment });
    this.ask("Command", false);
  }

  resumeFailed(message: string): void {
    this.#push({ t: "resumeFailed", message });
  }

  refused(n: number): void {
    this.#push({ t: "refused", n });
  }

  output(frame: OutputFrame, seq: number, gagged: boolean): void {
    // A gagged output keeps its number, so that the browser sees no hole in the sequence.
    const rest = gagged ? `"c":"${frame.class}","m":[]}` : this.#parts.cache.outputJson(frame);
    this.#messages.push(`{"t":"out","seq":${seq},${rest}`);
  }

  data(frame: DataFrame, seq: number): void {
    this.#messages.push(`{"t":"data","seq":${seq},${this.#parts.cache.dataJson(frame)}`);
  }

  prompt(values: PromptNumbers, seq: number): void {
    const text = fillPrompt(this.#prompt, values);
    this.#push({ t: "prompt", seq, text, values });
  }

  settings(settings: EdgeSettings, seq: number | null): void {
    const { colour, screenReader, prompt, muted } = settings;
    this.#prompt = prompt;
    if (seq === null) return;
    this.#push({ t: "settings", seq, settings: { colour, screenReader, prompt, muted } });
  }

  redrawPrompt(): void {
    // A browser shows its prompt beside the input line all the time.
  }

  useScreenReader(): void {
    // The browser chooses its own presentation; the wish travels in the session's caps.
  }

  bye(reason: ByeReason, message: string): void {
    this.#push({ t: "bye", reason, message });
  }

  flush(): Payload | null {
    if (this.#messages.length === 0) return null;
    const frame = `[${this.#messages.join(",")}]`;
    this.#messages = [];
    return frame;
  }

  #greet(message: Extract<WsClientMessage, { t: "hello" }>): ClientEvent[] {
    if (this.#greeted) return [malformed("Say hello only once.")];
    if (message.v !== WS_PROTOCOL_VERSION) {
      const ours = WS_PROTOCOL_VERSION;
      return [malformed(`This server speaks version ${ours} of v1.ambon, not ${message.v}.`)];
    }
    this.#greeted = true;
    const { version } = this.#parts;
    this.#push({ t: "welcome", v: WS_PROTOCOL_VERSION, server: "AmbonMUD", version });
    const events: ClientEvent[] = message.screenReader ? [{ e: "screenReader" }] : [];
    if (message.resume !== undefined) events.push({ e: "resume", wish: message.resume });
    return [...events, { e: "packages", packages: wantedByBrowser() }, { e: "ready" }];
  }

  #translate(message: Exclude<WsClientMessage, { t: "hello" }>): ClientEvent[] {
    switch (message.t) {
      case "line":
        return this.#line(message.text, message.n);
      case "sub":
        return [{ e: "packages", packages: knownPackages(message.packages) }];
      case "set": {
        const { t: _type, ...setting } = message;
        return [{ e: "edgeSetting", ...setting }];
      }
      case "ping":
        return [{ e: "ping", answer: () => this.#push({ t: "pong", n: message.n }) }];
      case "ack":
        return [{ e: "seen", seq: message.seq }];
    }
  }

  #line(typed: string, n: number | undefined): ClientEvent[] {
    // A pasted text is one line: browsers keep their line ends inside it.
    const text = typed.replace(/[\r\n]+/g, " ");
    const limit = this.#parts.lineLength;
    const number = n === undefined ? {} : { n };
    if (text.length <= limit) return [{ e: "line", text, ...number }];
    return [
      { e: "lineTooLong", limit },
      { e: "line", text: text.slice(0, limit), ...number },
    ];
  }

  #push(message: object): void {
    this.#messages.push(JSON.stringify(message));
  }
}

const malformed = (message: string): ClientEvent => ({ e: "malformed", message });

const knownPackages = (names: readonly string[]): string[] => [
  ...new Set(names.flatMap((name) => packageNamed(name)?.toLowerCase() ?? [])),
];
