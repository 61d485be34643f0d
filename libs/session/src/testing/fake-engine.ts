/**
 * An engine as a gateway sees it: accounts in a map, and a world that repeats what it hears. Time
 * stands still in it; what it is told to hold back it answers on `release`.
 */

import type { AccountCall, AccountReply, EngineFrame, GatewayFrame } from "@ambon/bus/frames";
import { text } from "@ambon/markup/build";

const CATALOG: Extract<AccountReply, { op: "catalog" }> = {
  ok: true,
  op: "catalog",
  worldName: "Testland",
  races: [
    { id: "human", name: "Human", description: "Like you." },
    { id: "hillfolk", name: "Hillfolk", description: "Small and steady." },
    { id: "elf", name: "Elf", description: "Tall." },
  ],
  classes: [
    { id: "warrior", name: "Warrior", description: "Hits." },
    { id: "mage", name: "Mage", description: "Thinks." },
  ],
  splash: { art: ["/\\/\\ TESTLAND /\\/\\"], plain: ["Testland"] },
  size: { zones: 2, rooms: 30, mobs: 4, items: 50, helpTopics: 6, levels: 50 },
};

type Attached = Extract<EngineFrame, { f: "attached" }>;

const no = (
  code: Extract<AccountReply, { ok: false }>["code"],
  message: string,
  retryMs?: number,
): AccountReply => ({ ok: false, code, message, ...(retryMs === undefined ? {} : { retryMs }) });

export class FakeEngine {
  worldName = "Testland";
  readonly passwords = new Map([["Mira", "swordfish"]]);
  /** Every frame that arrived, in order. */
  readonly got: GatewayFrame[] = [];
  /** Answers to these names: what goes wrong for them. */
  readonly refusals = new Map<string, AccountReply>();
  /** True: lines are neither applied nor acknowledged. */
  stalled = false;
  /** Sessions that come back are told to ask again after so long; null = they are let in. */
  notYetMs: number | null = null;
  /** Sessions that come back are sent to this engine. */
  sendsTo: string | null = null;
  /** Tickets are for this engine; null = for this one. */
  admitsAt: string | null = null;
  inputSeq = 0;
  outputSeq = 0;
  /** What a resume is told beside the numbers, and the output that follows it. */
  resumeWith: Pick<Attached, "acceptedSeq" | "clientSeq" | "settings" | "grant" | "epoch"> = {};
  missed: (channel: number) => EngineFrame[] = () => [];
  #names = new Map<string, string>();

  /** Another engine gave this token out. */
  knows(token: string, player: string): void {
    this.#names.set(token, player);
  }

  take(frames: readonly GatewayFrame[]): EngineFrame[] {
    const out: EngineFrame[] = [];
    for (const frame of frames) {
      this.got.push(frame);
      if (frame.f === "account") {
        const { requestId, sessionId } = frame;
        const reply = this.#account(frame.call);
        out.push({ f: "accountReply", requestId, sessionId, reply });
      } else if (frame.f === "attach" || frame.f === "resume") {
        out.push(...this.#attach(frame));
      } else if (frame.f === "input" && !this.stalled) {
        out.push(...this.#line(frame.channel, frame.inputSeq, frame.line));
      }
    }
    return out;
  }

  /** The frames of one kind that arrived. */
  of<F extends GatewayFrame["f"]>(f: F): Extract<GatewayFrame, { f: F }>[] {
    return this.got.filter((frame): frame is Extract<GatewayFrame, { f: F }> => frame.f === f);
  }

  #account(call: AccountCall): AccountReply {
    if (call.op === "catalog") return { ...CATALOG, worldName: this.worldName };
    const refusal = this.refusals.get(`${call.op} ${call.name}`);
    if (refusal !== undefined) return refusal;
    if (call.op === "checkName") return this.#checkName(call.name);
    if (call.op === "login") {
      if (this.passwords.get(call.name) !== call.password) {
        return no("wrongPassword", "That is not the password.");
      }
      const there = this.admitsAt === null ? {} : { engine: this.admitsAt };
      return { ok: true, op: "login", ticket: call.name, ...there };
    }
    if (this.passwords.has(call.name)) {
      return no("nameTaken", `${call.name} was taken a moment ago. Please choose another name.`);
    }
    if (call.password.length < 6) return no("badPassword", "A password needs 6 letters or more.");
    this.passwords.set(call.name, call.password);
    return { ok: true, op: "create", ticket: call.name };
  }

  #checkName(typed: string): AccountReply {
    if (!/^[a-z]+$/i.test(typed)) return no("badName", "A name has letters only.");
    if (typed.length < 2 || typed.length > 16) return no("badName", "A name has 2 to 16 letters.");
    const name = typed.charAt(0).toUpperCase() + typed.slice(1).toLowerCase();
    if (name === "Look") return no("reservedName", "That name is a word of the game.");
    return { ok: true, op: "checkName", exists: this.passwords.has(name), name };
  }

  #attach(frame: Extract<GatewayFrame, { f: "attach" | "resume" }>): EngineFrame[] {
    const { channel } = frame;
    if (frame.f === "resume" && this.notYetMs !== null) {
      return [{ f: "attachRefused", channel, message: "Not yet.", retryMs: this.notYetMs }];
    }
    if (frame.f === "resume" && this.sendsTo !== null) {
      return [{ f: "attachRefused", channel, message: "There.", engine: this.sendsTo }];
    }
    const playerName = frame.f === "attach" ? frame.ticket : this.#names.get(frame.token);
    if (playerName === undefined) {
      return [{ f: "attachRefused", channel, message: "Your session is over." }];
    }
    const resumeToken = `token-${playerName}`;
    this.#names.set(resumeToken, playerName);
    const { inputSeq, outputSeq } = this;
    const attached: EngineFrame = {
      f: "attached",
      channel,
      playerName,
      resumeToken,
      outputSeq,
      inputSeq,
    };
    return frame.f === "resume"
      ? [{ ...attached, ...this.resumeWith }, ...this.missed(channel)]
      : [attached, ...this.#arrival(channel)];
  }

  #arrival(channel: number): EngineFrame[] {
    const settings = { colour: true, screenReader: false, prompt: "%h/%Hhp> ", muted: [] };
    return [
      { f: "settings", channel, settings },
      { f: "output", channels: [channel], class: "room", markup: text("You are in a hall.") },
      this.prompt(channel, 10),
    ];
  }

  prompt(channel: number, hp: number): EngineFrame {
    return { f: "prompt", channel, values: { hp, maxHp: 10 } };
  }

  #line(channel: number, inputSeq: number, line: string): EngineFrame[] {
    this.inputSeq = inputSeq;
    const said: EngineFrame = {
      f: "output",
      channels: [channel],
      class: "chat",
      markup: text(`You say "${line}".`),
    };
    const quit: EngineFrame = { f: "close", channel, reason: "quit", message: "Farewell." };
    return [
      ...(line === "quit" ? [quit] : [said, this.prompt(channel, 10)]),
      { f: "inputAck", channel, inputSeq },
    ];
  }
}
