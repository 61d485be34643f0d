/** One frame of every kind, with every optional field at least once. */

import type { AccountReply, Caps, EngineFrame, GatewayFrame } from "../frames.ts";

const caps: Caps = { transport: "telnet", screenReader: true, address: "192.0.2.7" };
const account = { f: "account", requestId: 1, sessionId: "7001", address: "192.0.2.7" } as const;
const person = { name: "Mira", password: "s3cret päss" };

export const gatewayFrameSamples: readonly GatewayFrame[] = [
  { ...account, call: { op: "checkName", name: "Mira" } },
  { ...account, call: { op: "login", ...person } },
  {
    ...account,
    call: { op: "create", ...person, race: "elf", class: "mage", screenReader: true },
  },
  { ...account, call: { op: "catalog" } },
  { f: "attach", channel: 1, sessionId: "7001", ticket: "t", caps },
  {
    f: "resume",
    channel: 4_294_967_295,
    sessionId: "7001",
    token: "abc",
    received: 12,
    caps: { ...caps, transport: "websocket", screenReader: false },
  },
  {
    f: "resume",
    channel: 2,
    sessionId: "7001",
    token: "t",
    grant: "g.s",
    applied: 9,
    received: 0,
    caps,
  },
  { f: "input", channel: 1, inputSeq: 1, line: "say ünïcode — 🐉" },
  { f: "input", channel: 1, inputSeq: 2, line: "look", clientSeq: 7 },
  { f: "subscribe", channel: 1, packages: ["char.vitals", "room.info"] },
  { f: "subscribe", channel: 1, packages: [] },
  { f: "request", channel: 1, package: "Char.Items.Contents", value: "town#1/1/18" },
  { f: "request", channel: 1, package: "Char.Items.Inv", value: "" },
  { f: "edgeSetting", channel: 1, colour: false },
  { f: "edgeSetting", channel: 1, screenReader: true },
  { f: "ack", channel: 1, received: 12 },
  { f: "ack", channel: 1, received: 12, seen: 9 },
  { f: "detach", channel: 1, reason: "closed" },
];

const replies: readonly AccountReply[] = [
  { ok: true, op: "checkName", exists: false, name: "Mira" },
  { ok: true, op: "login", ticket: "t" },
  { ok: true, op: "create", ticket: "t", engine: "engine-2" },
  {
    ok: true,
    op: "catalog",
    worldName: "Test",
    races: [{ id: "elf", name: "Elf", description: "Tall." }],
    classes: [{ id: "mage", name: "Mage", description: "Wise." }],
    splash: { art: ["/\\"], plain: ["Test"] },
    size: { zones: 1, rooms: 20, mobs: 3, items: 40, helpTopics: 5, levels: 50 },
  },
  { ok: false, code: "wrongPassword", message: "Wrong password." },
  { ok: false, code: "locked", message: "Locked.", retryMs: 60_000 },
  { ok: true, op: "login", ticket: "t", engine: "engine-2", url: "http://127.0.0.1:1" },
];

export const engineFrameSamples: readonly EngineFrame[] = [
  ...replies.map(
    (reply, index): EngineFrame => ({
      f: "accountReply",
      requestId: index,
      sessionId: "7001",
      reply,
    }),
  ),
  { f: "attached", channel: 1, playerName: "Mira", resumeToken: "x", outputSeq: 0, inputSeq: 3 },
  {
    f: "attached",
    channel: 1,
    playerName: "Mira",
    resumeToken: "y",
    outputSeq: 12,
    inputSeq: 3,
    acceptedSeq: 5,
    clientSeq: 4,
    settings: { colour: true, screenReader: true, prompt: "%h> ", muted: [], brief: true },
  },
  { f: "attachRefused", channel: 1, message: "The ticket is too old." },
  { f: "attachRefused", channel: 1, message: "The ticket is too old.", retryMs: 1000 },
  { f: "attachRefused", channel: 1, message: "Over there.", engine: "engine-2" },
  { f: "attachRefused", channel: 1, message: "There.", engine: "e2", url: "http://127.0.0.1:1" },
  { f: "redirect", channel: 1, engine: "engine-2", url: "http://127.0.0.1:1", grant: "g.s" },
  { f: "redirect", channel: 1, engine: "e2", url: "", grant: "g.s", epoch: 7 },
  {
    f: "output",
    channels: [1, 2, 3],
    class: "room",
    markup: [{ t: "line", kids: ["Hall", { t: "name", kind: "mob", text: "a rat" }] }],
    brief: [],
  },
  { f: "output", channels: [1], class: "chat", markup: [] },
  { f: "prompt", channel: 1, values: { hp: 80, maxHp: 100, enemy: "a rat, hurt" } },
  { f: "data", channels: [1, 2], package: "Char.Vitals", value: { hp: 80, list: [null, true] } },
  {
    f: "settings",
    channel: 1,
    settings: { colour: true, screenReader: false, prompt: "%h> ", muted: ["chat"] },
  },
  { f: "inputAck", channel: 1, inputSeq: 3 },
  { f: "close", channel: 2, reason: "slow", message: "Too slow." },
  { f: "close", channel: 1, reason: "takeover", message: "You are playing elsewhere now." },
];
