// Goal: whole conversations with the clients that players and crawlers use, byte for byte, in whole
// packets and one byte at a time. They stand in tests/fixtures/telnet, built from what those
// clients' documentation and sources say:
//
//   < bytes   a packet of the client          ! action   what the session does
//   > bytes   what goes out then              = json     an event
//   bytes are hex pairs and "text"; a line that begins with a space goes on

import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { newTelnetCounters, TELNET_LIMITS } from "./limits.ts";
import { msspText } from "./mssp-text.ts";
import type { MsspTable } from "./options/mssp.ts";
import { TelnetServer } from "./telnet-server.ts";
import { byteByByte, EVERYTHING, feed, hex, wire } from "./testing/wire.ts";

const DIRECTORY = new URL("../../../tests/fixtures/telnet/", import.meta.url);
const TABLE: MsspTable = [
  ["NAME", "Ambon"],
  ["PLAYERS", 12],
  ["PORT", [4000]],
];

interface Turn {
  readonly kind: "client" | "session";
  readonly text: string;
  bytesOut: string;
  readonly events: unknown[];
}

const turnsOf = (recording: string): Turn[] => {
  const joined = recording.replace(/^#.*\n/gm, "").replace(/\n +/g, " ");
  const turns: Turn[] = [];
  for (const line of joined.split("\n").filter((one) => one !== "")) {
    const text = line.slice(1).trim();
    const turn = turns.at(-1);
    if (line.startsWith("<")) turns.push({ kind: "client", text, bytesOut: "", events: [] });
    else if (line.startsWith("!")) turns.push({ kind: "session", text, bytesOut: "", events: [] });
    else if (line.startsWith(">") && turn !== undefined) turn.bytesOut = hex(wire(text));
    else if (line.startsWith("=") && turn !== undefined) turn.events.push(JSON.parse(text));
    else assert.fail(`a line of no kind: ${line}`);
  }
  return turns;
};

const ACTIONS: Readonly<Record<string, (server: TelnetServer) => Uint8Array>> = {
  start: (server) => server.start(),
  mssp: (server) => server.mssp(TABLE),
  msspText: (server) => server.text(msspText(TABLE)),
  compress: (server) => server.startCompression(),
  prompt: (server) => server.promptMark(),
  hide: (server) => server.setEcho(true),
  show: (server) => server.setEcho(false),
};

const play = (turns: readonly Turn[], chunked: (bytes: Uint8Array) => Uint8Array[]): void => {
  const server = new TelnetServer(TELNET_LIMITS, newTelnetCounters(), EVERYTHING);
  for (const { kind, text, bytesOut, events } of turns) {
    if (kind === "session") {
      const action = ACTIONS[text];
      assert.ok(action !== undefined, `no action ${text}`);
      assert.equal(hex(action(server)), bytesOut, text);
      continue;
    }
    const heard = feed(server, chunked(wire(text)));
    assert.equal(hex(heard.output), bytesOut, text);
    assert.deepEqual(JSON.parse(JSON.stringify(heard.events)), events, text);
  }
};

const recordings = readdirSync(DIRECTORY).filter((file) => file.endsWith(".txt"));

test("[TN48] there are recordings of all five", () => {
  const clients = ["blightmud", "crawler", "mudlet", "mushclient", "tintin"];
  assert.deepEqual(
    recordings.sort(),
    clients.map((client) => `${client}.txt`),
  );
});

for (const file of recordings) {
  test(`[TN48] the conversation with ${file}`, () => {
    const turns = turnsOf(readFileSync(new URL(file, DIRECTORY), "utf8"));
    play(turns, (bytes) => [bytes]);
    play(turns, byteByByte);
  });
}
