// Goal: each telnet option that a client agrees to does what it is for, and nothing to the others.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { EngineFrame } from "@ambon/bus/frames";
import { line, link, text } from "@ambon/markup/build";
import type { Markup } from "@ambon/markup/tree";
import { GatewayRig, type Peer } from "./testing/gateway-rig.ts";
import { readable } from "./testing/readable.ts";
import {
  agree,
  environ,
  MCCP2,
  MCCP3,
  MSDP,
  MSSP,
  MXP,
  msdp,
  NEW_ENVIRON,
  offer,
  refuse,
  sub,
  TESTLAND,
} from "./testing/telnet-client-bytes.ts";
import { dumb, play, terminal, WILL_TTYPE } from "./testing/transcript.ts";

const GMCP = 201;
const CYCLE = ["Client", "XTERM", "MTTS 5", "MTTS 5"].flatMap(terminal);
const LOGIN = ["mira", "swordfish"];

const shown = (peers: readonly Peer[], markup: Markup): EngineFrame => ({
  f: "output",
  channels: peers.map(({ channel }) => channel),
  class: "help",
  markup,
});

const data = (peer: Peer, name: string, value: object): EngineFrame => ({
  f: "data",
  channels: [peer.channel],
  package: name,
  value,
});

/** A client that has sent these bytes, in the world; what it was shown is forgotten. */
const inWorld = (rig: GatewayRig, ...bytes: readonly number[][]): Peer => {
  const peer = rig.connect("telnet");
  for (const some of bytes) peer.bytes(some);
  rig.pass(300);
  for (const typed of LOGIN) peer.line(typed);
  peer.taken();
  return peer;
};

test("[SE60] compression begins behind its mark when the TTYPE cycle is over", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes([...agree(MCCP2), ...WILL_TTYPE, ...terminal("Mudlet"), ...terminal("XTERM")]);
  assert.doesNotMatch(peer.taken(), /zip|SB MCCP2/);
  peer.bytes([...terminal("MTTS 5"), ...terminal("MTTS 5")]);
  const [before, turn, after] = peer.writes;
  assert.equal(readable(before as Uint8Array).endsWith("<SB MCCP2 >"), true);
  assert.deepEqual((before as Uint8Array).subarray(-5), new Uint8Array([255, 250, 86, 255, 240]));
  assert.equal(turn, "{zip}");
  assert.match(readable(after as Uint8Array), /^\n.*Welcome to Testland/s);
  assert.equal(peer.writes.length, 3);
});

test("[SE60] without a cycle compression begins when the time for negotiation is over", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes(agree(MCCP2));
  rig.pass(299);
  assert.doesNotMatch(peer.taken(), /zip/);
  rig.pass(1);
  assert.match(peer.taken(), /^<SB MCCP2 >\{zip\}.*Welcome to Testland/s);
});

test("[SE60] DONT ends it: what was pending is compressed, what follows is plain", () => {
  const rig = new GatewayRig();
  const peer = inWorld(rig, [...agree(MCCP2), ...WILL_TTYPE, ...CYCLE]);
  peer.bytes([...refuse(MCCP2), ...new TextEncoder().encode("say hi\r\n")]);
  assert.match(peer.taken(), /^<WONT MCCP2>\{plain\}.*You say/s);
  peer.bytes(agree(MCCP2));
  assert.match(peer.taken(), /^<WILL MCCP2><SB MCCP2 >\{zip\}$/);
});

test("[SE60] it is not offered where the socket cannot do it, and shares what is rendered", () => {
  const rig = new GatewayRig();
  const plain = inWorld(rig, WILL_TTYPE, CYCLE);
  const zipped = inWorld(rig, agree(MCCP2), WILL_TTYPE, CYCLE);
  const before = rig.gateway.renderCounts.texts;
  rig.frames(shown([plain, zipped], text("Rain.")));
  assert.equal(rig.gateway.renderCounts.texts - before, 1);
  assert.equal(zipped.taken(), plain.taken());
  const effects = rig.gateway.step(rig.nowMs, [
    { i: "open", channel: 901, transport: "telnet", address: "192.0.2.9" },
  ]);
  const [opening] = effects.sockets;
  assert.ok(opening !== undefined && "payload" in opening);
  assert.doesNotMatch(readable(opening.payload as Uint8Array), /MCCP/);
});

test("[SE61] compressed input that is none ends the session with a sentence, and is counted", () => {
  const rig = new GatewayRig();
  const peer = inWorld(rig, [...agree(MCCP3)]);
  peer.bytes([...sub(MCCP3, []), ...new TextEncoder().encode("say this is no zlib stream\r\n")]);
  assert.match(peer.taken(), /What your client sent compressed could not be read\./);
  assert.equal(peer.closed, "protocol");
  const counted = rig.metrics.values.get("gateway_compressed_input_refused_total broken");
  assert.equal(counted, 1);
});

test("[SE62] NEW-ENVIRON tells of a screen reader before the splash", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes([...WILL_TTYPE, ...offer(NEW_ENVIRON)]);
  peer.bytes([...terminal("Mudlet"), ...environ({ SCREEN_READER: "1" })]);
  assert.doesNotMatch(peer.taken(), /Testland/);
  peer.bytes(["XTERM", "MTTS 5", "MTTS 5"].flatMap(terminal));
  assert.match(peer.taken(), />\nTestland\nWelcome to Testland\./);
  play(peer, LOGIN);
  assert.equal(rig.engine.of("attach")[0]?.caps.screenReader, true);
});

test("[SE62] its words decide colours and width; the address it claims is not believed", () => {
  const seen = (variables: Readonly<Record<string, string>>, ...more: number[][]): string => {
    const rig = new GatewayRig();
    const peer = inWorld(rig, offer(NEW_ENVIRON), environ(variables), ...more);
    rig.frames({
      ...shown([peer], text("one two three four five six")),
      class: "chat",
    } as EngineFrame);
    return peer.taken();
  };
  assert.match(seen({ TRUECOLOR: "1" }), /38;2;/);
  assert.match(seen({ "256_COLORS": "1" }), /38;5;/);
  assert.match(seen({ MTTS: "13" }), /38;5;/);
  assert.doesNotMatch(seen({ ANSI: "0" }), /\\e/);
  assert.match(
    seen({ TRUECOLOR: "0" }, WILL_TTYPE, ["C", "X", "MTTS 269"].flatMap(terminal)),
    /38;5/,
  );
  assert.match(seen({ WORD_WRAP: "20" }), /one two three four\S*\n.*five six/);
  const rig = new GatewayRig();
  inWorld(rig, offer(NEW_ENVIRON), environ({ IPADDRESS: "203.0.113.9" }));
  assert.equal(rig.engine.of("attach")[0]?.caps.address, "192.0.2.7");
});

test("[SE62] what is told later counts from then on", () => {
  const rig = new GatewayRig();
  const peer = inWorld(rig, offer(NEW_ENVIRON), environ({ ANSI: "0" }));
  peer.bytes(environ({ ANSI: "1", TRUECOLOR: "1" }, 2));
  peer.taken();
  rig.frames({ ...shown([peer], text("x")), class: "chat" } as EngineFrame);
  assert.match(peer.taken(), /38;2;/);
});

const EXITS: Markup = [line("Go ", link("north", "north"), ".")];
const OSC8 = "Go \\e]8;;send:north\\e\\north\\e]8;;\\e\\.\n";

test("[SE63] links by OSC 8 where announced, by MXP where agreed, else their text", () => {
  const rig = new GatewayRig();
  const seen = (...bytes: number[][]): string => {
    const peer = inWorld(rig, ...bytes);
    rig.frames(shown([peer], EXITS));
    return peer.taken().replace(/^\n/, "");
  };
  const hyperlinks = environ({ OSC_HYPERLINKS: "1" });
  assert.ok(seen(offer(NEW_ENVIRON), hyperlinks).startsWith(OSC8));
  assert.ok(seen(agree(MXP)).startsWith('Go \\e[4z<SEND href="north">north\\e[4z</SEND>.\n'));
  assert.ok(seen().startsWith("Go north.\n"));
  const off = environ({ OSC_HYPERLINKS: "1", OSC_HYPERLINKS_SEND: "0" });
  assert.ok(seen(offer(NEW_ENVIRON), off).startsWith("Go north.\n"));
  const ears = environ({ OSC_HYPERLINKS: "1", SCREEN_READER: "1" });
  assert.ok(seen(offer(NEW_ENVIRON), ears).startsWith("Go north.\n"));
});

test("[SE63] clients with the same links share one rendering, others have their own", () => {
  const rig = new GatewayRig();
  const linked = [1, 2].map(() =>
    inWorld(rig, offer(NEW_ENVIRON), environ({ OSC_HYPERLINKS: "1" })),
  );
  const peers = [...linked, inWorld(rig), inWorld(rig), inWorld(rig, agree(MXP))];
  const before = rig.gateway.renderCounts.texts;
  rig.frames(shown(peers, EXITS));
  assert.equal(rig.gateway.renderCounts.texts - before, 3);
});

test("[SE63] what players say can be no tag", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  peer.bytes(agree(MXP));
  assert.match(peer.taken(), /<SB MXP >\\e\[7z$/);
  rig.pass(300);
  for (const typed of LOGIN) peer.line(typed);
  peer.taken();
  rig.frames(shown([peer], text('Tomas says, "<SEND href="quit">\u001b[1z<B>"')));
  assert.match(peer.taken(), /^\nTomas says, "<SEND href="quit">\[?1?z?<B>"\n/);
});

const TABLE = "NAME\tTestland\nPLAYERS\t1\nUPTIME\t1790000000\nPORT\t4000\t23\n";

test("[SE64] crawlers get the facts by option 70, and are not counted as players", () => {
  const rig = new GatewayRig({}, { mssp: TESTLAND });
  rig.player();
  const crawler = rig.connect("telnet");
  assert.match(crawler.taken(), /<WILL MSSP>/);
  crawler.bytes([...agree(MSSP), ...WILL_TTYPE, ...terminal("Grapevine")]);
  const facts = "NAME\u0002Testland\u0001PLAYERS\u00021\u0001UPTIME\u00021790000000";
  assert.ok(crawler.taken().includes(`<SB MSSP \u0001${facts}\u0001PORT\u00024000\u000223>`));
  assert.equal(rig.metrics.values.get("gateway_mssp_requests_total option"), 1);
});

test("[SE64] the line in any case at the name question is answered and is no login", () => {
  const rig = new GatewayRig({ LOGINS_PER_MINUTE: 1 }, { mssp: TESTLAND });
  rig.player("Mira", "127.0.0.1");
  const crawler = dumb(rig);
  crawler.taken();
  for (const words of ["mssp-request", "MSSP-REQUEST", " Mssp-Request "]) {
    crawler.line(words);
    const answer = `\nMSSP-REPLY-START\n${TABLE}MSSP-REPLY-END\nName: <GA>`;
    assert.equal(crawler.taken(), answer);
  }
  const names = rig.engine.of("account").filter(({ call }) => call.op === "checkName");
  assert.equal(names.length, 1);
  assert.equal(rig.metrics.values.get("gateway_mssp_requests_total line"), 3);
  play(crawler, LOGIN);
  assert.deepEqual(rig.gateway.msspTable()[1], ["PLAYERS", 2]);
});

test("[SE64] a crawler that speaks before the question is answered when it comes", () => {
  const rig = new GatewayRig({}, { mssp: TESTLAND });
  const crawler = rig.connect("telnet");
  crawler.line("mssp-request");
  rig.pass(300);
  assert.match(
    crawler.taken(),
    /Welcome.*MSSP-REPLY-START\nNAME\tTestland\nPLAYERS\t0\n.*Name: <GA>$/s,
  );
});

const MARKS: Readonly<Record<string, string>> = {
  "\u0001": "(",
  "\u0002": "=",
  "\u0005": "[",
  "\u0006": "]",
};

/** What was written, with `(NAME=value` for a variable and brackets around an array. */
const told = (peer: Peer): string =>
  Array.from(peer.taken(), (char) => MARKS[char] ?? char).join("");

const VITALS = { hp: 8, maxhp: 10, mp: 2, maxmp: 3, string: "H:8/10 M:2/3" };

const reporter = (rig: GatewayRig, ...commands: number[][]): Peer =>
  inWorld(rig, refuse(GMCP), agree(MSDP), ...commands);

test("[SE65] REPORT subscribes to the package, tells what there is and then each change", () => {
  const rig = new GatewayRig({}, { mssp: TESTLAND });
  const peer = reporter(rig, msdp("REPORT", "HEALTH", "MANA", "NONSENSE"));
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, ["char.vitals"]);
  rig.frames(data(peer, "Char.Vitals", VITALS));
  assert.equal(told(peer), "<SB MSDP (HEALTH=8><SB MSDP (MANA=2>");
  rig.frames(data(peer, "Char.Vitals", { ...VITALS, hp: 9 }));
  assert.equal(told(peer), "<SB MSDP (HEALTH=9>");
  rig.frames(data(peer, "Char.Vitals", { ...VITALS, hp: "?" }));
  assert.equal(told(peer), "");
  peer.bytes(msdp("REPORT", "HEALTH_MAX"));
  assert.equal(told(peer), "<SB MSDP (HEALTH_MAX=10>");
  peer.bytes(msdp("UNREPORT", "HEALTH"));
  rig.frames(data(peer, "Char.Vitals", { ...VITALS, hp: 1, mp: 1 }));
  assert.equal(told(peer), "<SB MSDP (MANA=1>");
});

test("[SE65] SEND tells once, LIST what there is, RESET ends all and the subscription", () => {
  const rig = new GatewayRig({}, { mssp: TESTLAND });
  const peer = reporter(rig);
  peer.bytes(msdp("SEND", "SERVER_ID", "LEVEL"));
  assert.equal(told(peer), "<SB MSDP (SERVER_ID=Testland>");
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, ["char.status"]);
  const status = {
    ...{ level: 4, xp: 1, xptnl: 2, gold: 3, race: "Elf", class: "Mage" },
    ...{ fighting: false, opponent: "", opponenthp: 0 },
  };
  rig.frames(data(peer, "Char.Status", status), data(peer, "Char.Status", { ...status, level: 5 }));
  assert.equal(told(peer), "<SB MSDP (LEVEL=4>");
  peer.bytes(msdp("SEND", "LEVEL"));
  assert.equal(told(peer), "<SB MSDP (LEVEL=5>");
  peer.bytes(msdp("LIST", "COMMANDS"));
  assert.match(told(peer), /\(COMMANDS=\[=LIST=REPORT=UNREPORT=SEND=RESET\]>/);
  peer.bytes(msdp("LIST", "REPORTABLE_VARIABLES"));
  assert.match(told(peer), /=\[=SERVER_ID=.*=HEALTH=/);
  peer.bytes(msdp("RESET", "REPORTABLE_VARIABLES"));
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, []);
});

test("[SE65] GMCP that comes late takes the place of MSDP", () => {
  const rig = new GatewayRig();
  const peer = inWorld(rig, agree(MSDP), msdp("REPORT", "HEALTH"));
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, ["char.vitals"]);
  peer.bytes(agree(GMCP));
  assert.match(told(peer), /<WONT MSDP>/);
  assert.deepEqual(rig.engine.of("subscribe").at(-1)?.packages, []);
  rig.frames(data(peer, "Char.Vitals", VITALS));
  assert.match(told(peer), /^<SB GMCP Char\.Vitals \{/);
});

test("[SE66] a client without UTF-8 reads the nearest ASCII, also in its prompt", () => {
  const rig = new GatewayRig();
  const peer = inWorld(rig, [...WILL_TTYPE, ...["C", "X", "MTTS 1", "MTTS 1"].flatMap(terminal)]);
  const settings = { colour: true, screenReader: false, prompt: "%h → ", muted: [], brief: false };
  rig.frames(shown([peer], text("“Zoë” — ½ of it…")), {
    f: "settings",
    channel: peer.channel,
    settings,
  });
  assert.equal(peer.taken(), '\n"Zoe" -- 1/2 of it...\n10 > <GA>');
});

test("[SE1] typing ahead does not put the splash off", () => {
  const rig = new GatewayRig();
  const peer = rig.connect("telnet");
  rig.pass(200);
  peer.line("");
  rig.pass(100);
  assert.match(peer.taken(), /Welcome to Testland/);
});
