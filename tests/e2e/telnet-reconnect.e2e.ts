/**
 * GMCP Char.Login on the wire of a real server, as Mudlet 5 speaks it: a login by data, a token
 * over TLS, the way back with it into a fight, and what becomes of one that was used or is over.
 */

import assert from "node:assert/strict";
import { createConnection } from "node:net";
import { test } from "node:test";
import { connect as connectTls } from "node:tls";
import {
  inDirectory,
  makeCertificate,
  type TestCertificate,
} from "@ambon/testing/adapter/test-certificate";
import { type TestServer, withServer } from "../support/server.ts";
import { PASSWORD, TelnetPlayer } from "../support/telnet-player.ts";

const ABLE = { window: [200, 24], gmcp: true } as const;
const SUPPORTS = '["Char 1","Char.Items 1","Room 1","Char.Login 2"]';

const envOf = ({ certFile, keyFile }: TestCertificate): Record<string, string> => ({
  AMBON_TELNET_TLS_PORT: "0",
  AMBON_TLS_CERT: certFile,
  AMBON_TLS_KEY: keyFile,
  AMBON_LOGIN_TOKENS: "on",
});

const say = (player: TelnetPlayer, words: string): void => {
  const body = new TextEncoder().encode(words);
  player.sendBytes(Uint8Array.of(255, 250, 201, ...body, 255, 240));
};

const payloadOf = (player: TelnetPlayer, name: string): Record<string, unknown> | undefined => {
  const message = player.gmcp.findLast((one) => one.startsWith(`${name} `));
  return message === undefined ? undefined : JSON.parse(message.slice(name.length + 1));
};

/** At the name question, with what it can by data told. */
const knock = async (server: TestServer, pem: string): Promise<TelnetPlayer> => {
  const socket = createConnection({ host: "127.0.0.1", port: server.telnetTlsPort });
  const secure = connectTls({ socket, ca: pem, servername: "localhost" });
  const player = await TelnetPlayer.on(secure, "secureConnect", ABLE);
  await player.expect(/Name: ¶/);
  say(player, 'Core.Hello {"client":"Mudlet","version":"5.0"}');
  say(player, `Core.Supports.Set ${SUPPORTS}`);
  return player;
};

test("[EE65] with a token a client comes back into its fight, and a used token is none", async () => {
  await inDirectory(async (directory) => {
    const certificate = makeCertificate(directory, "game");
    await withServer({ env: envOf(certificate) }, async (server) => {
      const maker = await TelnetPlayer.connect(server.telnetPort, ABLE);
      await maker.create("Nyra");
      await maker.do("quit", /You are saved/);

      const first = await knock(server, certificate.pem);
      say(first, `Char.Login.Credentials {"account":"Nyra","password":"${PASSWORD}"}`);
      await first.expect(/Exits:[^¶]*¶/);
      assert.deepEqual(payloadOf(first, "Char.Login.Default")?.version, 2);
      assert.deepEqual(payloadOf(first, "Char.Login.Result"), { success: true });
      const given = payloadOf(first, "Char.Login.Token");
      assert.equal(given?.account, "Nyra");
      await first.do("north", /The Beachcomber's Hut/);
      await first.do("east", /The Rock Pools/);
      await first.do("kill crab", /You attack a shore crab!/);
      await first.leave();

      const back = await knock(server, certificate.pem);
      const reconnect = `Char.Login.Reconnect {"account":"Nyra","token":"${given?.token}","version":2}`;
      say(back, reconnect);
      await back.expect(/You are back, Nyra\.\n/);
      assert.deepEqual(payloadOf(back, "Char.Login.Result"), { success: true });
      // It went on meanwhile, and may be over.
      await back.expect(/The Rock Pools[\s\S]*(?:corpse of a shore crab|slain a shore crab!)/);
      assert.equal(payloadOf(back, "Room.Info")?.name, "The Rock Pools");
      const next = payloadOf(back, "Char.Login.Token");
      assert.notEqual(next?.token, given?.token);
      await back.do("say back again", /You say, "back again"[^¶]*¶/);
      await back.leave();

      // What was said under the newer token reached the client, so that the older one is over.
      const late = await knock(server, certificate.pem);
      say(late, reconnect);
      await late.expect(/Name: ¶/);
      assert.equal(payloadOf(late, "Char.Login.Result")?.success, false);
      say(late, `Char.Login.Reconnect {"account":"Nyra","token":"${next?.token}"}`);
      await late.expect(/You are back, Nyra\./);
      await late.do("quit", /You are saved/);

      // The session has ended, and its token with it; the password still leads in.
      const over = await knock(server, certificate.pem);
      say(over, `Char.Login.Reconnect ${JSON.stringify(payloadOf(late, "Char.Login.Token"))}`);
      await over.expect(/Name: ¶/);
      assert.equal(payloadOf(over, "Char.Login.Result")?.success, false);
      await over.do("nyra", /Password: ¶/);
      await over.do(PASSWORD, /The Rock Pools/);
      await over.do("quit", /You are saved/);
      await server.stop();
    });
  });
});
