/**
 * What operators and staff do: look after a running server through its admin port and the `ambon`
 * command, make the first member of staff, and steer world and players from inside.
 */

import assert from "node:assert/strict";
import { appendFileSync, cpSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { METRICS } from "@ambon/telemetry/metric-catalogue";
import { ambonBeside } from "../support/ambon-command.ts";
import { runFile, type Said } from "../support/run-program.ts";
import { newDirectory, ROOT, TestServer, withServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

/** Wide enough that no sentence is wrapped. */
const WIDE = { window: [200, 24] } as const;

const arrive = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await TelnetPlayer.connect(server.telnetPort, WIDE);
  await player.create(name, { race: "torrin", class: "breakwater" });
  return player;
};

/** `ambon …` beside this server. */
const ambon = (server: TestServer, ...args: readonly string[]): Promise<Said> =>
  ambonBeside(server, args);

/** A player whom the command line has made staff. */
const arriveStaff = async (server: TestServer, name: string): Promise<TelnetPlayer> => {
  const player = await arrive(server, name);
  await player.do("goto town:square", /There is no command "goto"/);
  const said = await ambon(server, "player", "staff", name, "on");
  assert.deepEqual(said, { code: 0, out: `${name} is staff now.\n`, err: "" });
  // Its zone hears of it with its next step; until then the command does not exist.
  for (;;) {
    const [answer] = await player.do("goto town:square", /Market Square\n[^¶]*¶|no command[^¶]*¶/);
    if (answer.startsWith("Market Square")) return player;
  }
};

const get = async (server: TestServer, path: string): Promise<[number, string]> => {
  const response = await fetch(`http://127.0.0.1:${server.adminPort}${path}`);
  return [response.status, await response.text()];
};

test("[EE40] health, readiness and every metric of the catalogue can be read", async () => {
  await withServer({}, async (server) => {
    assert.deepEqual(await get(server, "/healthz"), [200, "alive\n"]);
    assert.deepEqual(await get(server, "/readyz"), [200, "ready\n"]);
    const player = await arrive(server, "Nyra");
    await player.do("n", /The Beachcomber's Hut\n/);
    const [status, text] = await get(server, "/metrics");
    assert.equal(status, 200);
    const lines = text.split("\n");
    for (const { name, type } of METRICS) {
      assert.ok(lines.includes(`# TYPE ${name} ${type}`), `${name} is missing`);
    }
    const counted = (series: string): number =>
      Number(lines.find((line) => line.startsWith(`${series} `))?.slice(series.length));
    assert.equal(counted('gateway_logins_total{outcome="create"}'), 1);
    assert.equal(counted('gateway_lines_total{transport="telnet"}'), 1);
    assert.equal(counted("engine_players"), 1);
    assert.equal(counted("engine_faults_total"), 0);
    assert.ok(counted("engine_ticks_total") > 0);
    assert.ok(counted('persistence_cuts_total{outcome="saved"}') > 0);
    await server.stop();
  });
});

test("[EE41] admin calls need the secret, and the command line says why it was refused", async () => {
  await withServer({}, async (server) => {
    const call = async (secret: string | undefined, path = "/admin/status"): Promise<string> => {
      const headers = secret === undefined ? {} : { authorization: `Bearer ${secret}` };
      const url = `http://127.0.0.1:${server.adminPort}${path}`;
      const response = await fetch(url, { method: "POST", headers, body: "{}" });
      return `${response.status} ${await response.text()}`;
    };
    const refused = '401 {"error":"wrong or missing secret"}\n';
    assert.equal(await call(undefined), refused);
    assert.equal(await call("not the secret at all"), refused);
    assert.equal(await call(undefined, "/admin/shutdown"), refused);
    assert.deepEqual(await get(server, "/admin/status"), [405, '{"error":"use POST"}\n']);
    const secret = readFileSync(join(server.dataDir, "secret"), "utf8").trim();
    assert.match(await call(secret), /^200 \{/);
    assert.equal((await ambon(server, "admin", "status")).code, 0);
    const env = { AMBON_ADMIN_PORT: String(server.adminPort), AMBON_SECRET: "x".repeat(20) };
    const main = "apps/cli/src/main.ts";
    const wrong = await runFile(main, ["admin", "status"], server.dataDir, { env });
    assert.deepEqual(wrong, { code: 1, out: "", err: "wrong or missing secret\n" });
    await server.stop();
    const gone = await ambon(server, "admin", "status");
    const nobody = `No server answers on 127.0.0.1:${server.adminPort}. Is it running?\n`;
    assert.deepEqual(gone, { code: 1, out: "", err: nobody });
  });
});

test("[EE42] the first staff are made by the command line, in a running server and beside a stopped one", async () => {
  const dataDir = newDirectory();
  const first = await TestServer.start({ dataDir });
  let second: TestServer | undefined;
  try {
    const nyra = await arriveStaff(first, "Nyra");
    await nyra.do("quit", /You are saved/);
    const oren = await arrive(first, "Oren");
    await oren.do("quit", /You are saved/);
    await first.stop();
    const nobody = await ambon(first, "player", "staff", "Mira", "on");
    assert.equal(nobody.err, "There is no character called Mira. `ambon player list` shows all.\n");
    assert.equal(nobody.code, 1);
    assert.equal((await ambon(first, "player", "staff", "Oren", "on")).out, "Oren is staff now.\n");
    const off = await ambon(first, "player", "staff", "nyra", "off");
    assert.equal(off.out, "Nyra is no longer staff.\n");
    assert.equal((await ambon(first, "player", "list")).out, "Nyra\nOren\n");
    second = await TestServer.start({ dataDir });
    const back = await TelnetPlayer.connect(second.telnetPort, WIDE);
    await back.login("oren");
    await back.do("goto town:square", /^Market Square\n/m);
    const plain = await TelnetPlayer.connect(second.telnetPort, WIDE);
    await plain.login("nyra");
    await plain.do("goto town:square", /There is no command "goto"/);
    await second.stop();
  } finally {
    await first.destroy();
    await second?.destroy();
    rmSync(dataDir, { recursive: true, force: true });
  }
});

test("[EE43] staff go, make, remove, fetch, heal and announce", async () => {
  await withServer({}, async (server) => {
    const staff = await arriveStaff(server, "Nyra");
    const oren = await arrive(server, "Oren");
    await staff.do("spawn bread", /^You make a loaf of bread\.\n/m);
    await staff.do("spawn tutorial:gull", /^A thieving gull appears\.\n/im);
    await staff.do("purge gull", /^A thieving gull is gone\.\n/im);
    await staff.do("purge gull", /There is no "gull" here\.\n/);
    await staff.do("transfer oren", /^Oren appears\.\n/m);
    await oren.expect(/Nyra sends for you\.\n/);
    await oren.expect(/Market Square\n[^¶]*¶/);
    await oren.do("kill guard", /hits you for/);
    await staff.do("peace", /Peace falls over the place\.\n/);
    await staff.do("restore oren", /You restore Oren\.\n/);
    await oren.expect(/You are whole again\.\n[^¶]*24\/24hp[^¶]*¶/);
    await oren.do("n", /Candle Street\n/);
    await staff.do("goto oren", /^Candle Street\n/m);
    await staff.do("announce The ferry leaves soon.", /The ferry leaves soon\.\n/);
    await oren.expect(/The ferry leaves soon\.\n/);
    assert.equal((await ambon(server, "admin", "announce", "Mind the step.")).code, 0);
    await oren.expect(/Mind the step\.\n/);
    await server.stop();
  });
});

test("[EE44] who is kicked may come back, who is banned reads why and may not, until it is lifted", async () => {
  await withServer({}, async (server) => {
    const staff = await arriveStaff(server, "Nyra");
    const oren = await arrive(server, "Oren");
    await staff.do("kick oren Take a walk.", /^oren is out\.\n/im);
    await oren.expect(/You have been put out of the game\. Reason: Take a walk\.\n/);
    await oren.closes();
    const again = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await again.login("oren");
    await staff.do("ban oren 2h spamming", /^Oren is banned for 2 hours\.\n/m);
    await again.expect(/^You are banned from this game[^\n]*\. Reason: spamming\n/m);
    await again.closes();
    const refused = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await refused.expect(/Name: ¶/);
    await refused.do("oren", /Password: ¶/);
    await refused.do(
      PASSWORD,
      /^You are banned from this game for another (?:2 hours|\d+ minutes)\. Reason: spamming\n/m,
    );
    await refused.closes();
    await staff.do(
      "bans",
      /Banned: Oren for another (?:2 hours|1[12]\d minutes), by Nyra: spamming\.\n/,
    );
    await staff.do("unban oren", /^Oren is no longer banned\.\n/m);
    const back = await TelnetPlayer.connect(server.telnetPort, WIDE);
    await back.login("oren");
    await server.stop();
  });
});

test("[EE45] new content comes in force in the running world, and broken content changes nothing", async () => {
  const scratch = newDirectory();
  try {
    const content = join(scratch, "content");
    cpSync(join(ROOT, "content"), content, { recursive: true });
    await withServer({ env: { AMBON_CONTENT_DIR: content } }, async (server) => {
      const staff = await arriveStaff(server, "Nyra");
      const oren = await arrive(server, "Oren");
      const file = join(content, "zones", "tutorial.yaml");
      const text = readFileSync(file, "utf8");
      writeFileSync(file, text.replace("title: The Tideline", "title: The Amber Shore"));
      await staff.do("reload", /The new content is in force\.\n/);
      await oren.do("look", /^The Amber Shore\n/m);
      appendFileSync(file, "\nlevles: 3\n");
      const line = readFileSync(file, "utf8").split("\n").length - 1;
      await staff.do("reload", new RegExp(`the old one goes on\\.\\s[^¶]*:${line}:1: [^¶]*levles`));
      await server.heard("reload_refused");
      await oren.do("look", /^The Amber Shore\n/m);
      await oren.do("n", /^The Beachcomber's Hut\n/m);
      await server.stop();
    });
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
});

test("[EE46] a shutdown counts down, can be called off, tells everybody and ends with exit code 0", async () => {
  await withServer({}, async (server) => {
    const staff = await arriveStaff(server, "Nyra");
    const oren = await arrive(server, "Oren");
    await staff.do("shutdown 300 new version", /The countdown runs\.\n/);
    await oren.expect(/The game shuts down in 300 seconds \(new version\)\.\n/);
    await staff.do("shutdown cancel", /The shutdown is called off\.\n/);
    await oren.expect(/The shutdown is called off\.\n/);
    assert.equal((await ambon(server, "admin", "shutdown", "2", "new", "version")).code, 0);
    await oren.expect(/The game shuts down in 2 seconds \(new version\)\.\n/);
    await oren.expect(/The game shuts down in 1 second \(new version\)\.\n/);
    for (const player of [staff, oren]) {
      await player.expect(/The game is shutting down \(new version\)\. See you soon!\n/);
      await player.closes();
    }
    await server.endsWell();
  });
});
