/** GMCP on the wire: golden bytes of each package, login by data, requests and their rate. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { gmcpValue } from "@ambon/data/projection";
import { SAMPLES } from "@ambon/data/samples";
import { PACKAGE_NAMES } from "@ambon/data/schema";
import type { LimitName } from "@ambon/kernel/limits";
import { text } from "@ambon/markup/build";
import fc from "fast-check";
import { readGmcp } from "./gmcp-input.ts";
import { GatewayRig, type Peer } from "./testing/gateway-rig.ts";
import { dumb } from "./testing/transcript.ts";

const encoder = new TextEncoder();
const DO_GMCP = [255, 253, 201];

const gmcp = (words: string): number[] => [255, 250, 201, ...encoder.encode(words), 255, 240];

const atPrompt = (
  limits: Partial<Record<LimitName, number>> = {},
): { rig: GatewayRig; peer: Peer } => {
  const rig = new GatewayRig(limits);
  const peer = dumb(rig);
  peer.bytes(DO_GMCP);
  peer.taken();
  return { rig, peer };
};

const inWorld = (limits: Partial<Record<LimitName, number>> = {}) => {
  const start = atPrompt(limits);
  for (const line of ["mira", "swordfish"]) start.peer.line(line);
  start.peer.taken();
  return start;
};

const OFFER = '<SB GMCP Char.Login.Default {"type":["password-credentials"]}>';
const SUCCESS = '<SB GMCP Char.Login.Result {"success":true}>';
const failure = (message: string): string =>
  `<SB GMCP Char.Login.Result {"success":false,"message":"${message}"}>`;
const credentials = (account: string, password: string): number[] =>
  gmcp(`Char.Login.Credentials ${JSON.stringify({ account, password })}`);
const LISTS_LOGIN = gmcp('Core.Supports.Set ["Char 1","Char.Login 1"]');

test("[SE70] the bytes of each package", () => {
  const { rig, peer } = inWorld();
  for (const name of PACKAGE_NAMES) {
    const value: unknown = SAMPLES[name];
    rig.frames({ f: "data", channels: [peer.channel], package: name, value });
    const [write] = peer.writes.splice(0);
    const json = JSON.stringify(gmcpValue(name, value));
    assert.deepEqual([...(write as Uint8Array)], gmcp(`${name} ${json}`), name);
  }
});

test("[SE70] people and wrong ways are bare, for browsers they are not", () => {
  const { rig, peer } = inWorld();
  const browser = rig.browser();
  for (const line of ["Mira", "swordfish"]) browser.message({ t: "line", text: line });
  browser.messages();
  const channels = [peer.channel, browser.channel];
  const tell = (name: "Room.Players" | "Room.WrongDir" | "Room.RemovePlayer"): unknown => {
    rig.frames({ f: "data", channels, package: name, value: SAMPLES[name] });
    return browser.messages()[0]?.v;
  };
  assert.deepEqual(tell("Room.Players"), SAMPLES["Room.Players"]);
  assert.equal(
    peer.taken(),
    '<SB GMCP Room.Players [{"name":"Tomas","fullname":"Tomas of the Ford"}]>',
  );
  assert.deepEqual(tell("Room.WrongDir"), { dir: "n" });
  assert.equal(peer.taken(), '<SB GMCP Room.WrongDir "n">');
  tell("Room.RemovePlayer");
  assert.equal(peer.taken(), '<SB GMCP Room.RemovePlayer "Tomas">');
});

test("[SE71] [SE72] a client that lists Char.Login is offered it and logs in by data", () => {
  const { rig, peer } = atPrompt();
  peer.bytes(LISTS_LOGIN);
  assert.equal(peer.taken(), OFFER);
  peer.bytes(gmcp('Core.Supports.Add ["Room 1"]'));
  assert.equal(peer.taken(), "");
  peer.bytes(credentials("Mira", "swordfish"));
  const shown = peer.taken();
  assert.ok(shown.startsWith(SUCCESS), shown);
  assert.match(shown, /You are in a hall\.\n10\/10hp> /);
  const call = rig.engine.of("account").at(-1)?.call;
  assert.deepEqual(call, { op: "login", name: "Mira", password: "swordfish" });
});

test("[SE71] listed before the question it is offered with it, and not for Char alone", () => {
  const early = new GatewayRig().connect("telnet");
  early.bytes([...DO_GMCP, ...LISTS_LOGIN]);
  assert.ok(!early.taken().includes("Char.Login"));
  early.bytes([255, 252, 24]);
  assert.ok(early.taken().endsWith(`${OFFER}Name: <GA>`));
  const { peer } = atPrompt();
  peer.bytes(gmcp('Core.Supports.Set ["Char 1","Char.Login 0"]'));
  assert.equal(peer.taken(), "");
});

test("[SE72] [SE74] wrong credentials: why, the prompt, a new offer; the third time the end", () => {
  const { rig, peer } = atPrompt();
  peer.bytes(LISTS_LOGIN);
  peer.taken();
  const no = "That is not the password.";
  peer.bytes(credentials("Mira", "salmon"));
  assert.equal(peer.taken(), `${failure(no)}\n${no}\n${OFFER}Name: <GA>`);
  peer.line("mira");
  peer.line("trout");
  peer.taken();
  peer.bytes(credentials("mira:mira", "pike"));
  assert.match(peer.taken(), /Result \{"success":false,.*third wrong password/s);
  assert.equal(peer.closed, "kicked");
  assert.equal(rig.metrics.values.get("gateway_logins_total wrongPassword"), 3);
});

test("[SE72] a banned player and a name that is none get their result before the end", () => {
  const { rig, peer } = atPrompt();
  const message = "You are banned.";
  rig.engine.refusals.set("login Mira", { ok: false, code: "banned", message });
  peer.bytes(credentials("\u0007", "salmon"));
  assert.ok(peer.taken().includes(failure("Please type a name.")));
  peer.bytes(credentials("Mira", "salmon"));
  const said = peer.taken();
  assert.ok(said.indexOf(failure(message)) < said.indexOf("Core.Goodbye"), said);
  assert.equal(peer.closed, "banned");
});

test("[SE73] empty credentials show the prompt at once", () => {
  const { peer } = atPrompt();
  peer.bytes(LISTS_LOGIN);
  peer.taken();
  peer.bytes(gmcp("Char.Login.Credentials {}"));
  assert.equal(peer.taken(), "\nName: <GA>");
  for (const line of ["mira", "swordfish"]) peer.line(line);
  assert.match(peer.taken(), /You are in a hall/);
});

test("[SE73] credentials that come before the question wait for it, the newest alone", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes([...DO_GMCP, ...credentials("Nobody", "x"), ...credentials("Mira", "swordfish")]);
  assert.equal(rig.engine.of("account").length, 0);
  peer.bytes([255, 252, 24]);
  assert.match(peer.taken(), /You are in a hall/);
  assert.equal(rig.engine.of("account").length, 2);
});

test("[SE73] a link that is lost ends the attempt with a result", () => {
  const { rig, peer } = atPrompt();
  rig.linkUp = false;
  peer.bytes(credentials("Mira", "swordfish"));
  rig.link(false);
  assert.match(peer.taken(), /Char\.Login\.Result \{"success":false,"message":"The world cannot/);
});

test("[SE74] logins by data and typed ones are one count per address", () => {
  const { rig, peer } = atPrompt({ LOGINS_PER_MINUTE: 1 });
  for (const line of ["mira", "salmon"]) peer.line(line);
  peer.taken();
  const asked = rig.engine.of("account").length;
  peer.bytes(credentials("Mira", "swordfish"));
  assert.match(peer.taken(), /Result \{"success":false,"message":"There were too many logins/);
  assert.equal(rig.engine.of("account").length, asked);
});

test("[SE75] requests reach the engine in the world", () => {
  const { rig, peer } = atPrompt();
  peer.bytes(gmcp('Char.Items.Inv ""'));
  for (const line of ["mira", "swordfish"]) peer.line(line);
  peer.bytes(gmcp("char.items.contents 17"));
  peer.bytes(gmcp("Comm.Channel.Players"));
  peer.bytes(gmcp("Comm.Channel.Enable gossip"));
  peer.bytes(gmcp('Char.Skills.Get {"group":"swords"}'));
  const { channel } = peer;
  assert.deepEqual(rig.engine.of("request"), [
    { f: "request", channel, package: "Char.Items.Contents", value: "17" },
    { f: "request", channel, package: "Comm.Channel.Players", value: "" },
    { f: "request", channel, package: "Comm.Channel.Enable", value: "gossip" },
  ]);
});

test("[SE75] no GMCP message of a client throws, whatever is in it", () => {
  const name = fc.constantFrom("char.login.credentials", "char.items.contents", "core.keepalive");
  fc.assert(
    fc.property(fc.oneof(name, fc.string()), fc.anything(), (asked, payload) => {
      const event = readGmcp(asked, payload);
      return event === undefined || typeof event.e === "string";
    }),
  );
});

test("[SE76] a flood of requests is cut to its rate, and lines go on", () => {
  const { rig, peer } = inWorld({ GMCP_PER_SECOND: 5 });
  const flood = Array.from({ length: 100 }, () => gmcp("Char.Items.Inv")).flat();
  peer.bytes(flood);
  assert.equal(rig.engine.of("request").length, 10);
  assert.equal(rig.metrics.values.get("gateway_lines_refused_total control"), 90);
  peer.line("look");
  assert.match(peer.taken(), /You say "look"/);
  rig.pass(1000);
  peer.bytes(flood);
  assert.equal(rig.engine.of("request").length, 15);
});

test("[SE77] who is kept alive is not idle, and a goodbye is said", () => {
  const { rig, peer } = atPrompt({ LOGIN_IDLE_MS: 60_000 });
  rig.pass(50_000);
  peer.bytes(gmcp("Core.KeepAlive"));
  rig.pass(50_000);
  assert.equal(peer.closed, null);
  peer.bytes(gmcp("Core.Ping 7"));
  assert.equal(peer.taken(), "<SB GMCP Core.Ping>");
  peer.line("quit");
  assert.match(peer.taken(), /Goodbye\.\n<SB GMCP Core\.Goodbye "Goodbye\.">$/);
});

test("[SE78] the name of the world for those who show what is played", () => {
  const { peer } = atPrompt();
  peer.bytes(gmcp('External.Discord.Hello {"user":""}'));
  assert.equal(peer.taken(), '<SB GMCP External.Discord.Status {"game":"Testland"}>');
  const early = new GatewayRig().connect("telnet");
  early.bytes([...DO_GMCP, ...gmcp("External.Discord.Get")]);
  assert.ok(!early.taken().includes("Discord"));
  early.bytes([255, 252, 24]);
  assert.ok(early.taken().includes('External.Discord.Status {"game":"Testland"}'));
});

const LISTS_LOGIN_2 = gmcp('Core.Supports.Set ["Char 1","Char.Login 2"]');
const OFFER_2 = '<SB GMCP Char.Login.Default {"version":2,"type":["password-credentials"]}>';
const TOKEN = /<SB GMCP Char\.Login\.Token (\{.*?\})>/;

/** At the name question, on an encrypted socket unless said otherwise. */
const secureAtPrompt = (rig: GatewayRig, secure = true): { peer: Peer; offered: string } => {
  const peer = rig.connect("telnet", "192.0.2.7", secure);
  peer.bytes([255, 252, 24]);
  peer.bytes(DO_GMCP);
  peer.taken();
  peer.bytes(LISTS_LOGIN_2);
  return { peer, offered: peer.taken() };
};

const tokenIn = (shown: string): { account: string; token: string; secure_only: boolean } => {
  const [, json] = TOKEN.exec(shown) ?? [];
  assert.ok(json !== undefined, shown);
  return JSON.parse(json);
};

const reconnect = (account: string, token: string): number[] =>
  gmcp(`Char.Login.Reconnect ${JSON.stringify({ account, token, version: 2 })}`);

test("[SE101] a token brings a client that lost its socket back, and each use brings another", () => {
  const rig = new GatewayRig({}, { loginTokens: true });
  rig.engine.passwords.set("Mira", "swordfish");
  const first = secureAtPrompt(rig);
  assert.equal(first.offered, OFFER_2);
  first.peer.bytes(credentials("Mira", "swordfish"));
  const shown = first.peer.taken();
  const given = tokenIn(shown);
  assert.deepEqual([given.account, given.secure_only], ["Mira", true]);
  assert.ok(shown.indexOf(SUCCESS) < shown.indexOf("Char.Login.Token"), shown);
  rig.put({ i: "closed", channel: first.peer.channel, reason: "reset" });

  const again = secureAtPrompt(rig);
  again.peer.bytes(reconnect("Mira", given.token));
  const back = again.peer.taken();
  assert.ok(back.indexOf(SUCCESS) < back.indexOf("Char.Login.Token"), back);
  assert.equal(tokenIn(back).account, "Mira");
  assert.match(back, /You are back, Mira\.[^\n]*\n> <GA>$/);
  const [session, token] = given.token.split(/\.(.*)/);
  const asked = rig.engine.of("resume").at(-1);
  assert.deepEqual([asked?.sessionId, asked?.token, asked?.received], [session, token, 0]);
  again.peer.line("look");
  assert.equal(rig.engine.of("input").at(-1)?.line, "look");
});

test("[SE101] a token that is none any more says so, and the dialogue goes on", () => {
  const rig = new GatewayRig({}, { loginTokens: true });
  rig.engine.passwords.set("Mira", "swordfish");
  const { peer } = secureAtPrompt(rig);
  peer.bytes(reconnect("Mira", "7000.stale"));
  const said = peer.taken();
  assert.match(said, /Char\.Login\.Result \{"success":false,"message":"[^"]+"\}/);
  assert.ok(said.endsWith(`${OFFER_2}Name: <GA>`), said);
  peer.bytes(reconnect("Mira", "no token at all"));
  assert.equal(peer.taken(), "\nName: <GA>");
  for (const line of ["mira", "swordfish"]) peer.line(line);
  assert.match(peer.taken(), /You are in a hall/);
});

test("[SE102] no token leaves over plain sockets, without the setting, or to who keeps none", () => {
  const allowed = new GatewayRig({}, { loginTokens: true });
  for (const [rig, secure] of [
    [allowed, false],
    [new GatewayRig(), true],
  ] as const) {
    rig.engine.passwords.set("Mira", "swordfish");
    const { peer, offered } = secureAtPrompt(rig, secure);
    assert.equal(offered, OFFER);
    peer.bytes(reconnect("Mira", "7000.token-Mira"));
    assert.equal(peer.taken(), "\nName: <GA>");
    peer.bytes(credentials("Mira", "swordfish"));
    assert.doesNotMatch(peer.taken(), TOKEN);
    assert.equal(rig.engine.of("resume").length, 0);
  }
  allowed.engine.passwords.set("Tomas", "swordfish");
  const { peer } = secureAtPrompt(allowed);
  const forgetful = { account: "Tomas", password: "swordfish", version: 2, token_storage: false };
  peer.bytes(gmcp(`Char.Login.Credentials ${JSON.stringify(forgetful)}`));
  const shown = peer.taken();
  assert.ok(shown.includes(SUCCESS), shown);
  assert.doesNotMatch(shown, TOKEN);
});

const MEDIA_URL = "https://play.example.org/media/";
const PLACE = `<SB GMCP Client.Media.Default {"url":"${MEDIA_URL}"}>`;
const GUI = { version: "12", url: "https://play.example.org/ambon.mpackage" };
const GUI_WORDS = `<SB GMCP Client.GUI ${JSON.stringify(GUI)}>`;
const HELLO = gmcp('Core.Hello {"client":"Mudlet","version":"4.19.1"}');
const sounds = (shown: string): readonly (readonly [string, string])[] =>
  [...shown.matchAll(/Client\.Media\.Play (\{.*?\})>/g)].map(([, json = ""]) => {
    const { name, type, tag, volume, caption } = JSON.parse(json);
    assert.deepEqual([type, tag, volume], ["sound", "cue", 50]);
    return [name, caption];
  });

test("[SE103] a package is offered once to who said hello, and not to who refuses it", () => {
  const rig = new GatewayRig({}, { offers: { gui: GUI } });
  const greeted = dumb(rig);
  greeted.bytes(DO_GMCP);
  greeted.taken();
  greeted.bytes(HELLO);
  assert.equal(greeted.taken(), GUI_WORDS);
  greeted.bytes([...HELLO, ...gmcp('Core.Supports.Set ["Char 1"]')]);
  assert.equal(greeted.taken(), "");
  const refusing = dumb(rig);
  refusing.bytes([...DO_GMCP, ...gmcp('Core.Supports.Set ["Client 1","Client.GUI 0"]'), ...HELLO]);
  assert.ok(!refusing.taken().includes("Client.GUI"));
});

test("[SE104] cues reach who lists Client.Media, each with its words, and nobody else", () => {
  const rig = new GatewayRig({}, { offers: { mediaUrl: MEDIA_URL } });
  const [ears, other] = [rig.player("Mira"), rig.player("Tomas")];
  for (const peer of [ears, other]) peer.bytes(DO_GMCP);
  ears.bytes(gmcp('Core.Supports.Set ["Client.Media 1"]'));
  assert.ok(ears.taken().endsWith(PLACE));
  const channels = [ears.channel, other.channel];
  const heard = (...frames: EngineFrame[]): readonly (readonly [string, string])[] => {
    rig.frames(...frames);
    assert.deepEqual(sounds(other.taken()), []);
    return sounds(ears.taken());
  };
  const out = (cls: string, words: string): EngineFrame => ({
    f: "output",
    channels,
    class: cls,
    markup: text(words),
  });
  const told = 'Oren tells you, "psst"';
  assert.deepEqual(heard(out("tell", told)), [["tell.wav", told]]);
  assert.deepEqual(heard(out("tell", 'You tell Oren, "yes?"'), out("chat", "Oren tells")), []);
  const slain = "You have been slain by an ogre!";
  assert.deepEqual(heard(out("combat", slain)), [["death.wav", slain]]);
  const value = (name: "Char.Vitals" | "Char.Status", more: object): EngineFrame => {
    const sample = SAMPLES[name] as object;
    return { f: "data", channels, package: name, value: { ...sample, ...more } };
  };
  const hp = (now: number): EngineFrame => value("Char.Vitals", { hp: now, maxhp: 100 });
  assert.deepEqual(heard(hp(80), hp(24), hp(10)), [["low.wav", "Low: 24 hit points."]]);
  const level = (now: number): EngineFrame => value("Char.Status", { level: now });
  assert.deepEqual(heard(level(4), level(4), level(5)), [["level.wav", "You are level 5 now."]]);
  const muted = { colour: true, screenReader: false, prompt: "> ", muted: ["tell"] };
  rig.frames({ f: "settings", channel: ears.channel, settings: muted });
  assert.deepEqual(heard(out("tell", told)), []);
  ears.bytes(gmcp('Core.Supports.Remove ["Client.Media"]'));
  assert.deepEqual(heard(out("combat", slain)), []);
});
