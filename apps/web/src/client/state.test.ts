import assert from "node:assert/strict";
import { test } from "node:test";
import type { DataPackages, PackageName } from "@ambon/data/packages";
import { SAMPLES } from "@ambon/data/samples";
import { readData } from "./data-reader.ts";
import type { ServerMessage } from "./protocol.ts";
import {
  CHAT_MAX,
  channelsOf,
  type GameState,
  INITIAL_STATE,
  isNew,
  othersHere,
  reduce,
  wordsAtHand,
} from "./state.ts";

const data = <P extends PackageName>(p: P, v: DataPackages[P], seq?: number): ServerMessage => {
  const update = readData(p, v) ?? null;
  return seq === undefined ? { t: "data", update } : { t: "data", seq, update };
};

const attached: ServerMessage = { t: "attached", name: "Mira", token: "t", seq: 0 };
const after = (...messages: readonly ServerMessage[]): GameState =>
  messages.reduce(reduce, INITIAL_STATE);

test("[WC4] messages after attach count, a repeated one changes nothing", () => {
  const vitals = { ...SAMPLES["Char.Vitals"], hp: 70 };
  const state = after(attached, data("Char.Vitals", SAMPLES["Char.Vitals"], 1));
  assert.equal(state.lastSeq, 1);
  assert.equal(isNew(state, data("Char.Vitals", vitals, 1)), false);
  assert.equal(reduce(state, data("Char.Vitals", vitals, 1)), state);
  assert.equal(reduce(state, data("Char.Vitals", vitals, 2)).vitals?.hp, 70);
});

test("[WC4] before attach numbers do not count, and attach starts them anew", () => {
  const login = after({ t: "out", c: "system", m: [], seq: 40 });
  assert.equal(login.lastSeq, null);
  const state = after(attached, { t: "out", c: "room", m: [], seq: 9 }, attached);
  assert.equal(state.lastSeq, 0);
  assert.equal(state.stage, "world");
});

test("[WC5] every package reaches its place", () => {
  const state = after(
    attached,
    ...(Object.keys(SAMPLES) as PackageName[]).map((name) => data(name, SAMPLES[name])),
  );
  assert.deepEqual(state.vitals, SAMPLES["Char.Vitals"]);
  assert.deepEqual(state.status, SAMPLES["Char.Status"]);
  assert.deepEqual(state.room, SAMPLES["Room.Info"]);
  assert.deepEqual(state.inventory, SAMPLES["Char.Items.List"].items);
  assert.deepEqual(state.roomItems, []);
  assert.deepEqual(state.people, ["Tomas"]);
  assert.deepEqual(state.group, ["Tomas", "Mira"]);
  assert.deepEqual(state.commands, SAMPLES["Server.Commands"].commands);
  assert.deepEqual(state.who, SAMPLES["Server.Who"].players);
  assert.deepEqual(channelsOf(state.chat), ["gossip"]);
});

test("[WC5] the room's things are apart from mine, and I am not among the others", () => {
  const items = SAMPLES["Char.Items.List"].items;
  const state = after(
    attached,
    data("Char.Items.List", { location: "room", items }),
    data("Room.Players", {
      players: [
        { name: "Mira", fullname: "Mira" },
        { name: "Tomas", fullname: "Tomas" },
      ],
    }),
  );
  assert.deepEqual(state.roomItems, items);
  assert.deepEqual(state.inventory, []);
  assert.deepEqual(othersHere(state), ["Tomas"]);
  assert.deepEqual(wordsAtHand(state).slice(0, 3), ["sword", "pouch", "Tomas"]);
});

test("[WC5] talk is bounded and its ids go on", () => {
  const talk = data("Comm.Channel.Text", SAMPLES["Comm.Channel.Text"]);
  const state = after(...Array.from({ length: CHAT_MAX + 5 }, () => talk));
  assert.equal(state.chat.length, CHAT_MAX);
  assert.equal(state.chat[0]?.id, 6);
  assert.equal(state.chat.at(-1)?.id, CHAT_MAX + 5);
});

test("[WC5] prompt, question and settings are kept, other messages change nothing", () => {
  const settings = { colour: false, screenReader: true, prompt: "> ", muted: ["emote"] };
  const state = after(
    { t: "ask", secret: true, label: "Password" },
    { t: "settings", settings },
    { t: "notice", level: "info", text: "hello" },
    { t: "data", update: null },
  );
  assert.deepEqual(state.ask, { secret: true, label: "Password" });
  assert.equal(state.settings, settings);
});

test("[WC5] a new welcome empties the panels and keeps talk and commands", () => {
  const before = after(
    attached,
    data("Char.Vitals", SAMPLES["Char.Vitals"], 1),
    data("Server.Commands", SAMPLES["Server.Commands"], 2),
    data("Comm.Channel.Text", SAMPLES["Comm.Channel.Text"], 3),
  );
  const state = reduce(before, { t: "welcome", server: "AmbonMUD", version: "0.1.0" });
  assert.equal(state.stage, "login");
  assert.equal(state.server, "AmbonMUD 0.1.0");
  assert.equal(state.vitals, null);
  assert.equal(state.lastSeq, null);
  assert.equal(state.commands, before.commands);
  assert.equal(state.chat, before.chat);
});
