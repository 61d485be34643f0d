/** What a zone tells programs: right by the schema, the same by changes as whole, once. */

import assert from "node:assert/strict";
import { test } from "node:test";
import type {
  CharItemsList,
  CharItemsRemove,
  CommChannelList,
  GroupPackage,
  RoomPlayers,
} from "@ambon/data/packages";
import { problemsOf } from "@ambon/data/validate";
import fc from "fast-check";
import { COMMANDS } from "./commands/all.ts";
import { DataClient, sorted } from "./testing/data-client.ts";
import { TestPlay } from "./testing/play.ts";
import { smallWorld } from "./testing/small-world.ts";
import { worldLibrary } from "./world-library.ts";
import { Zone } from "./zone.ts";

const watched = (...packages: readonly string[]) => {
  const play = new TestPlay(smallWorld());
  const mira = new DataClient(play, play.login("Mira"), ...(packages.length > 0 ? [packages] : []));
  return { play, mira };
};

const NAMES = ["Mira", "Tom", "Ann"] as const;
const LINES = [
  ...["n", "s", "e", "w", "n", "s", "get coin", "get all", "drop coin", "drop all", "put coin bag"],
  ...["get all bag", "get bag", "drop bag", "close bag", "open bag", "wear all", "remove all"],
  ...["kill rat", "flee", "get all corpse", "give coin to tom", "give bag to mira", "eat bread"],
  ...[
    "unlock door",
    "open door",
    "buy bread",
    "sell coin",
    "deposit 3",
    "withdraw 2",
    "who",
    "say hi",
  ],
  ...[
    "gossip hello",
    "tell ann hi",
    "group invite tom",
    "group accept",
    "group leave",
    "mute gossip",
  ],
  ...["quit", "wimpy 20", "look", "recall"],
];

const listOf = (client: DataClient, where: "Inv" | "Room"): CharItemsList => {
  const player = client.player.id;
  const [answer] = client.asks({
    i: "request",
    player,
    package: `Char.Items.${where}`,
    value: "",
  });
  return answer?.[1] as CharItemsList;
};

test("[GD1] [GD2] whatever is played: valid values, and changes that add up", () => {
  const act = fc.tuple(fc.constantFrom(...NAMES), fc.constantFrom(...LINES), fc.nat({ max: 3 }));
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.nat(), (acts, seed) => {
      const play = new TestPlay(smallWorld(), seed);
      const clients = NAMES.map((name) => new DataClient(play, play.login(name)));
      for (const [name, line, rounds] of acts) {
        const { player } = clients[NAMES.indexOf(name)] as DataClient;
        if (player.left === undefined) player.types(line);
        play.advance(rounds * 1000);
      }
      for (const client of clients) {
        for (const [name, value] of client.takes()) assert.deepEqual(problemsOf(name, value), []);
        if (client.player.left !== undefined) continue;
        for (const where of ["Inv", "Room"] as const) {
          const believed = client.list(where.toLowerCase());
          assert.deepEqual(believed, sorted(listOf(client, where).items), where);
        }
        const here = play.zoneOf(client.player.id).state.rooms.get(client.player.state.room);
        const truth = (here?.players ?? []).map(
          (id) => clients.find((one) => one.player.id === id)?.player.name ?? "",
        );
        assert.deepEqual(client.people, truth.sort());
      }
    }),
    { numRuns: 40 },
  );
});

test("[GD3] taking one of three coins: gone here, the others renamed, one more carried", () => {
  const { mira } = watched();
  mira.takes();
  mira.player.types("get coin");
  const items = ["Char.Items.Remove", "Char.Items.Add", "Char.Items.Update", "Char.Items.List"];
  const coin = (number: number, keyword: string) => ({
    id: `a#1/1/${number}`,
    name: "an old coin",
    attrib: "t",
    keyword,
  });
  const sent = mira.takesOf(...items);
  const gone = sent.find(([name]) => name === "Char.Items.Remove");
  const first = (gone?.[1] as CharItemsRemove | undefined)?.item.id ?? "";
  const number = Number(first.split("/")[2]);
  assert.deepEqual(sent, [
    ["Char.Items.Add", { location: "inv", item: coin(number, "coin") }],
    ["Char.Items.Remove", { location: "room", item: { id: first } }],
    ["Char.Items.Update", { location: "room", item: coin(number + 1, "coin") }],
    ["Char.Items.Update", { location: "room", item: coin(number + 2, "2.coin") }],
  ]);
});

test("[GD3] who does not get changes gets the list whole each time", () => {
  const { play, mira } = watched("char.items.list", "room.players");
  mira.takes();
  mira.player.types("get coin");
  const whole = mira.takes();
  assert.deepEqual(
    whole.map(([name, value]) => [name, (value as CharItemsList).location]),
    [
      ["Char.Items.List", "inv"],
      ["Char.Items.List", "room"],
    ],
  );
  const tom = play.login("Tom");
  const both = { players: ["Mira", "Tom"].map((name) => ({ name, fullname: name })) };
  assert.deepEqual(mira.takes(), [["Room.Players", both satisfies RoomPlayers]]);
  tom.types("north");
  const alone: RoomPlayers = { players: both.players.slice(0, 1) };
  assert.deepEqual(mira.takes(), [["Room.Players", alone]]);
});

test("[GD3] [GD4] people who come and go, told once to all who follow", () => {
  const { play, mira } = watched();
  const tom = new DataClient(play, play.login("Tom"));
  mira.takes();
  tom.takes();
  play.effects.length = 0;
  const ann = play.login("Ann");
  ann.types("north");
  const told = play.effects.filter((one) => one.e === "data");
  const to = [mira.player.id, tom.player.id];
  assert.deepEqual(told, [
    { e: "data", to, package: "Room.AddPlayer", value: { name: "Ann", fullname: "Ann" } },
    { e: "data", to, package: "Room.RemovePlayer", value: { name: "Ann" } },
  ]);
});

test("[GD5] subscribing is answered by the whole state", () => {
  const { mira } = watched();
  const sent = mira.takes();
  const names = sent.map(([name]) => name);
  for (const name of ["Char.Name", "Char.Vitals", "Char.Status", "Char.StatusVars", "Char.Stats"]) {
    assert.ok(names.includes(name), name);
  }
  for (const name of ["Char.MaxStats", "Char.Worth", "Room.Info", "Room.Players", "Group"]) {
    assert.ok(names.includes(name), name);
  }
  assert.equal(names.filter((name) => name === "Char.Items.List").length, 2);
  assert.ok(!names.some((name) => name.endsWith(".Add") || name.endsWith(".Remove")));
  const channels = sent.find(([name]) => name === "Comm.Channel.List")?.[1];
  const list = (channels as CommChannelList).channels;
  assert.deepEqual(list[2], { name: "group", caption: "Group", command: "gtell" });
  const known = [...COMMANDS.entries].map((one) => one.command.name);
  for (const { command } of list) assert.ok(known.includes(command), command);
});

test("[GD6] many changes at once are one list", () => {
  const { mira } = watched();
  const coins = Array.from({ length: 20 }, (_, index) => ({ uid: `t/1/${index}`, def: "a:coin" }));
  const play = new TestPlay(smallWorld());
  const rich = new DataClient(play, play.login("Rich", { fresh: false, inventory: coins }));
  rich.takes();
  rich.player.types("drop all");
  const sent = rich.takesOf("Char.Items.List", "Char.Items.Add", "Char.Items.Remove");
  assert.deepEqual(
    sent.map(([name, value]) => [name, (value as CharItemsList).location]),
    [
      ["Char.Items.List", "inv"],
      ["Char.Items.List", "room"],
    ],
  );
  assert.ok(mira.takes().length > 0);
});

const contents = (client: DataClient, value: string): (readonly [string, unknown])[] =>
  client.asks({ i: "request", player: client.player.id, package: "Char.Items.Contents", value });

test("[GD7] [GD8] containers: asked for while open, and followed", () => {
  const { mira } = watched();
  mira.takes();
  const bag = mira.list("room").find(({ keyword }) => keyword === "bag")?.id ?? "";
  const location = `rep${bag}`;
  assert.deepEqual(contents(mira, bag), [["Char.Items.List", { location, items: [] }]]);
  mira.player.types("get coin");
  mira.takes();
  mira.player.types("put coin bag");
  const [coin] = mira.takes().filter(([, value]) => (value as CharItemsList).location === location);
  assert.equal(coin?.[0], "Char.Items.Add");
  assert.deepEqual(
    mira.list(location).map(({ name }) => name),
    ["an old coin"],
  );
  mira.player.types("get coin bag");
  mira.takes();
  assert.deepEqual(mira.list(location), []);
  mira.player.types("close bag");
  assert.deepEqual(contents(mira, bag), []);
  assert.deepEqual(contents(mira, "town#1/1/99"), []);
  const coinId = mira.list("inv").find(({ keyword }) => keyword === "coin")?.id ?? "";
  assert.deepEqual(contents(mira, coinId), []);
});

test("[GD9] the group learns how its members are", () => {
  const { play, mira } = watched("group");
  const bo = play.login("Bo");
  mira.player.types("group invite bo");
  bo.types("group accept");
  mira.takes();
  play.effects.length = 0;
  bo.types("north");
  const group = mira.takes().at(-1)?.[1] as GroupPackage;
  const room = (name: string): number | undefined =>
    group.members.find((one) => one.name === name)?.info?.room;
  assert.deepEqual([room("Mira"), room("Bo")], [1, 2]);
  assert.equal(play.effects.filter((one) => one.e === "data").length, 1);
  bo.types("north");
  const away = mira.takes().at(-1)?.[1] as GroupPackage;
  assert.deepEqual(away.members[1], { name: "Bo" });
});

test("[GD10] a wrong direction is told, a closed door is not", () => {
  const { mira } = watched("room.wrongdir");
  mira.player.types("up");
  assert.deepEqual(mira.takes(), [["Room.WrongDir", { dir: "u" }]]);
  mira.player.types("east");
  mira.player.types("north");
  assert.deepEqual(mira.takes(), []);
});

test("[GD11] who hears what is answered as data only", () => {
  const { play, mira } = watched("comm.channel.text");
  const tom = play.login("Tom");
  tom.types("mute shout");
  mira.player.reads();
  const player = mira.player.id;
  const asked = { i: "request", player, package: "Comm.Channel.Players", value: "" } as const;
  assert.deepEqual(mira.asks(asked), [
    [
      "Comm.Channel.Players",
      {
        players: [
          { name: "Mira", channels: ["shout", "gossip"] },
          { name: "Tom", channels: ["gossip"] },
        ],
      },
    ],
  ]);
  assert.equal(mira.player.reads(), "");
});

test("[GD12] a channel is unmuted by data", () => {
  const { mira } = watched();
  const player = mira.player.id;
  const enable = (value: string): void => {
    mira.asks({ i: "request", player, package: "Comm.Channel.Enable", value });
  };
  mira.player.types("mute gossip");
  mira.player.types("mute combat");
  enable("combat");
  enable("nonsense");
  assert.deepEqual(mira.player.state.settings.muted, ["gossip", "combat"]);
  enable("Gossip");
  assert.deepEqual(mira.player.state.settings.muted, ["combat"]);
});

test("[GD13] maxima follow the equipment, worth follows the gold", () => {
  const { play, mira } = watched("char.maxstats", "char.worth");
  assert.ok(play.zones.size > 0);
  mira.takes();
  mira.player.types("west");
  mira.player.types("buy cap");
  mira.player.types("wear cap");
  mira.player.types("east");
  mira.player.types("deposit 3");
  assert.deepEqual(mira.takes(), [
    ["Char.Worth", { gold: 10, bank: 0 }],
    ["Char.MaxStats", { maxhp: 25, maxmana: 20 }],
    ["Char.Worth", { gold: 7, bank: 3 }],
  ]);
});

test("[GD14] what was undone is told to nobody", () => {
  const sound = smallWorld();
  const play = new TestPlay(sound, 1, true);
  const mira = play.login("Mira");
  const tom = new DataClient(play, play.login("Tom"));
  const mobs = new Map([...sound.mobs].filter(([id]) => id !== "a:rat"));
  const zone = Zone.restore(worldLibrary({ ...sound, mobs }), play.zone("a").snapshot());
  play.zones.set(zone.id, zone);
  tom.takes();
  mira.types("north");
  assert.equal(play.faults.length, 1);
  assert.equal(mira.state.room, "a:hall");
  assert.deepEqual(tom.takes(), []);
});
