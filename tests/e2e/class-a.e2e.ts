/**
 * What is said of an act that cannot be taken back waits for the store: with a database that
 * stalls, both parties read nothing of it, others play on, and a crash before it is stored leaves
 * neither the act nor anybody who was told of it.
 */

import assert from "node:assert/strict";
import { after, test } from "node:test";
import { PostgresServer } from "@ambon/testing/adapter/postgres-server";
import { TestServer } from "../support/server.ts";
import { TelnetPlayer } from "../support/telnet-player.ts";

const WIDE = { window: [200, 24] } as const;
const HAT = /You pick up a yellow sou'wester\.\n/;
/** Lines of a bystander that are answered meanwhile: each takes ticks of its own. */
const TALK = 5;

let started: Promise<PostgresServer> | undefined;
after(async () => (await started)?.destroy());
const postgresServer = (): Promise<PostgresServer> => {
  started ??= PostgresServer.start();
  return started;
};

const arrive = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.create(name, { race: "torrin", class: "breakwater" });
  await player.do("n", /The Beachcomber's Hut\n/);
  return player;
};

interface Cast {
  readonly server: TestServer;
  readonly postgres: PostgresServer;
  readonly env: Readonly<Record<string, string>>;
  readonly nyra: TelnetPlayer;
  readonly oren: TelnetPlayer;
  readonly pia: TelnetPlayer;
}

const onStage = async (story: (cast: Cast) => Promise<void>): Promise<void> => {
  const postgres = await postgresServer();
  const env = { AMBON_DATABASE_URL: await postgres.database() };
  const server = await TestServer.start({ env });
  try {
    const [nyra, oren, pia] = [
      await arrive(server, "Nyra"),
      await arrive(server, "Oren"),
      await arrive(server, "Pia"),
    ];
    await oren.do("get hat", HAT);
    // Who reads of it knows that the store has it.
    await oren.do("give hat to nyra", /You give a yellow sou'wester to Nyra\.\n/);
    await nyra.expect(/Oren gives you a yellow sou'wester\.\n/);
    await story({ server, postgres, env, nyra, oren, pia });
  } finally {
    postgres.thaw();
    await server.destroy();
  }
};

/** While this goes on, the server has time to say whatever it would say. */
const chat = async (player: TelnetPlayer): Promise<void> => {
  for (let line = 1; line <= TALK; line += 1) {
    await player.do(`say number ${line}`, new RegExp(`You say, "number ${line}"`));
  }
};

const HELD_HAT = /sou'wester/;

test("[CV8] parties of an act read nothing until the store that stalls has it; others play on", async () => {
  await onStage(async ({ server, postgres, nyra, oren, pia }) => {
    postgres.freeze();
    oren.send("look");
    await oren.expect(/Exits:[^¶]*¶/);
    nyra.send("give hat to oren");
    await pia.expect(/Nyra gives a yellow sou'wester to Oren\./);
    await chat(pia);
    assert.doesNotMatch(nyra.unread(), /You give/);
    assert.doesNotMatch(oren.unread(), HELD_HAT);
    assert.doesNotMatch(oren.unread(), /number/, "what came after the act overtook it");
    postgres.thaw();
    await nyra.expect(/You give a yellow sou'wester to Oren\.\n/);
    await oren.expect(/Nyra gives you a yellow sou'wester\.\n/);
    await oren.expect(/number 5/);
    await server.stop();
  });
});

test("[CV8] a crash before the store has it leaves neither the act nor anybody who read of it", async () => {
  await onStage(async ({ server, postgres, env, nyra, oren, pia }) => {
    postgres.freeze();
    nyra.send("give hat to oren");
    await pia.expect(/Nyra gives a yellow sou'wester to Oren\./);
    await server.kill();
    assert.doesNotMatch(nyra.unread(), /You give/);
    assert.doesNotMatch(oren.unread(), /gives you/);
    postgres.thaw();
    const again = await TestServer.start({ env });
    try {
      const hats: string[] = [];
      for (const name of ["nyra", "oren"]) {
        const player = await TelnetPlayer.connect(again.telnetPort, WIDE);
        await player.login(name);
        if (HELD_HAT.test(await player.ask("inventory"))) hats.push(name);
      }
      assert.equal(hats.length, 1, `the hat is with ${hats.join(" and ") || "nobody"}`);
      await again.stop();
    } finally {
      await again.destroy();
    }
  });
});
