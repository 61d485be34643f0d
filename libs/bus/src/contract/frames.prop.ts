/** Any frame that a sender may send: for properties of codecs and transports. */

import fc from "fast-check";
import {
  ACCOUNT_ERROR_CODES,
  type AccountCall,
  type AccountReply,
  type Caps,
  type CloseReason,
  type EdgeSettings,
  type EngineFrame,
  type GatewayFrame,
} from "../frames.ts";

/** Any text but halves of surrogate pairs, which no UTF-8 can carry. */
const text = fc.string({ unit: "binary", maxLength: 40 });
const count = fc.nat(0xffff_ffff);
const channel = fc.integer({ min: 1, max: 0xffff_ffff });
const channels = fc.array(channel, { maxLength: 40 });
const session = fc.bigInt(0n, 0xffff_ffff_ffff_ffffn).map(String);
const clientSeq = fc.maxSafeNat();
/** As it is after a way through JSON, which knows no −0. */
const payload = fc.jsonValue().map((value): unknown => JSON.parse(JSON.stringify(value)));

const record = <T>(fields: { readonly [K in keyof T]: fc.Arbitrary<T[K]> }): fc.Arbitrary<T> =>
  fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<T>;

/** The fields, and any choice of the optional ones. */
const withOptional = <T>(
  fields: Record<string, fc.Arbitrary<unknown>>,
  optional: Record<string, fc.Arbitrary<unknown>>,
): fc.Arbitrary<T> =>
  fc.record(
    { ...fields, ...optional },
    { requiredKeys: Object.keys(fields), noNullPrototype: true },
  ) as fc.Arbitrary<T>;

const is = <S extends string>(word: S): fc.Arbitrary<S> => fc.constant(word);

const caps: fc.Arbitrary<Caps> = record({
  transport: fc.constantFrom("telnet", "websocket"),
  screenReader: fc.boolean(),
  address: text,
});

const call: fc.Arbitrary<AccountCall> = fc.oneof(
  record({ op: is("checkName"), name: text }),
  record({ op: is("login"), name: text, password: text }),
  record({
    op: is("create"),
    name: text,
    password: text,
    race: text,
    class: text,
    screenReader: fc.boolean(),
  }),
  record({ op: is("catalog") }),
);

const yes = fc.constant(true as const);
const entries = fc.array(record({ id: text, name: text, description: text }), { maxLength: 4 });

const reply: fc.Arbitrary<AccountReply> = fc.oneof(
  record({ ok: yes, op: is("checkName"), exists: fc.boolean(), name: text }),
  withOptional<AccountReply>(
    { ok: yes, op: fc.constantFrom("login", "create"), ticket: text },
    { engine: text, url: text },
  ),
  record({
    ok: yes,
    op: is("catalog"),
    worldName: text,
    races: entries,
    classes: entries,
    splash: record({ art: fc.array(text), plain: fc.array(text) }),
    size: record({
      zones: count,
      rooms: count,
      mobs: count,
      items: count,
      helpTopics: count,
      levels: count,
    }),
  }),
  withOptional<AccountReply>(
    { ok: fc.constant(false), code: fc.constantFrom(...ACCOUNT_ERROR_CODES), message: text },
    { retryMs: count },
  ),
);

const settings = withOptional<EdgeSettings>(
  { colour: fc.boolean(), screenReader: fc.boolean(), prompt: text, muted: fc.array(text) },
  { brief: fc.boolean() },
);

const reasons: readonly CloseReason[] = [
  "quit",
  "takeover",
  "kicked",
  "banned",
  "shutdown",
  "graceOver",
  "slow",
];

export const anyGatewayFrame: fc.Arbitrary<GatewayFrame> = fc.oneof(
  record<GatewayFrame>({
    f: is("account"),
    requestId: count,
    sessionId: session,
    address: text,
    call,
  }),
  record<GatewayFrame>({ f: is("attach"), channel, sessionId: session, ticket: text, caps }),
  withOptional<GatewayFrame>(
    { f: is("resume"), channel, sessionId: session, token: text, received: count, caps },
    { grant: text, applied: count },
  ),
  withOptional<GatewayFrame>(
    { f: is("input"), channel, inputSeq: count, line: text },
    { clientSeq },
  ),
  record<GatewayFrame>({ f: is("subscribe"), channel, packages: fc.array(text) }),
  record<GatewayFrame>({ f: is("request"), channel, package: text, value: text }),
  withOptional<GatewayFrame>(
    { f: is("edgeSetting"), channel },
    { colour: fc.boolean(), screenReader: fc.boolean() },
  ),
  withOptional<GatewayFrame>({ f: is("ack"), channel, received: count }, { seen: count }),
  record<GatewayFrame>({ f: is("detach"), channel, reason: text }),
);

export const anyEngineFrame: fc.Arbitrary<EngineFrame> = fc.oneof(
  record<EngineFrame>({ f: is("accountReply"), requestId: count, sessionId: session, reply }),
  withOptional<EngineFrame>(
    {
      f: is("attached"),
      channel,
      playerName: text,
      resumeToken: text,
      outputSeq: count,
      inputSeq: count,
    },
    { grant: text, acceptedSeq: count, clientSeq, settings, epoch: clientSeq },
  ),
  withOptional<EngineFrame>(
    { f: is("attachRefused"), channel, message: text },
    { retryMs: count, engine: text, url: text },
  ),
  withOptional<EngineFrame>(
    { f: is("redirect"), channel, engine: text, url: text, grant: text },
    { epoch: clientSeq },
  ),
  withOptional<EngineFrame>(
    { f: is("output"), channels, class: text, markup: payload },
    { brief: payload },
  ),
  record<EngineFrame>({
    f: is("prompt"),
    channel,
    values: fc.dictionary(text, fc.oneof(fc.integer(), text), { noNullPrototype: true }),
  }),
  record<EngineFrame>({ f: is("data"), channels, package: text, value: payload }),
  record<EngineFrame>({ f: is("settings"), channel, settings }),
  record<EngineFrame>({ f: is("inputAck"), channel, inputSeq: count }),
  record<EngineFrame>({
    f: is("close"),
    channel,
    reason: fc.constantFrom(...reasons),
    message: text,
  }),
);
