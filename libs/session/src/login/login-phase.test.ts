// Goal: the whole dialogue as transcripts over a fake engine, with every bad input of a person.
// `>` lines are typed by the client; colours are off so that transcripts read well.

import assert from "node:assert/strict";
import { test } from "node:test";
import type { AccountReply } from "@ambon/bus/frames";
import { GatewayRig, type Peer } from "../testing/gateway-rig.ts";
import { dumb, play } from "../testing/transcript.ts";

const from = (transcript: string, start: string): string =>
  transcript.slice(transcript.indexOf(start));

const WELCOME = `Welcome to Testland.
Type the name of your character, or a new name to create one.
Type screenreader for plain text that reads well aloud, or quit to leave.
`;

test("[SE4] [SE14] a known character logs in by telnet", () => {
  const rig = new GatewayRig();
  const transcript = from(play(dumb(rig), ["mira", "swordfish", "say hi"]), "\n/\\");
  assert.equal(
    transcript,
    `
/\\/\\ TESTLAND /\\/\\
${WELCOME}Name: <GA>
> mira
<WILL ECHO>Password: <GA>
> swordfish
<WONT ECHO>
You are in a hall.
10/10hp> <GA>
> say hi
You say "say hi".
10/10hp> <GA>`,
  );
  const [attach] = rig.engine.of("attach");
  const caps = { transport: "telnet", screenReader: false, address: "192.0.2.7" };
  assert.deepEqual(attach, { f: "attach", channel: 1, sessionId: "7000", ticket: "Mira", caps });
});

test("[SE5] a new character is created by telnet", () => {
  const rig = new GatewayRig();
  const typed = ["nyra", "y", "wintergreen", "wintergreen", "elf", "1"];
  assert.equal(
    from(play(dumb(rig), typed), "> nyra"),
    `> nyra
There is nobody called Nyra yet.
Create Nyra? (y/n): <GA>
> y
<WILL ECHO>New password: <GA>
> wintergreen
<WONT ECHO>
<WILL ECHO>Password again: <GA>
> wintergreen
<WONT ECHO>
Choose a race by its name or number
1. Human: Like you.
2. Hillfolk: Small and steady.
3. Elf: Tall.
Race: <GA>
> elf
You will be Elf.
Choose a class by its name or number
1. Warrior: Hits.
2. Mage: Thinks.
Class: <GA>
> 1
You will be Warrior.
You are in a hall.
10/10hp> <GA>`,
  );
  const create = rig.engine
    .of("account")
    .map(({ call }) => call)
    .at(-1);
  const screenReader = false;
  const choices = { race: "elf", class: "warrior", screenReader };
  assert.deepEqual(create, { op: "create", name: "Nyra", password: "wintergreen", ...choices });
});

test("[SE4] [SE5] [SE33] a browser logs in and creates by the same dialogue", () => {
  const rig = new GatewayRig();
  const peer = rig.browser();
  const say = (text: string): unknown[] => {
    peer.message({ t: "line", text });
    return peer
      .messages()
      .map(({ t, label, secret, text: words, name }) =>
        t === "ask" ? { label, secret } : (name ?? words ?? t),
      );
  };
  assert.deepEqual(say("nyra"), [
    "There is nobody called Nyra yet.",
    { label: "Create Nyra? (y/n)", secret: false },
  ]);
  assert.deepEqual(say("yes"), [{ label: "New password", secret: true }]);
  assert.deepEqual(say("wintergreen"), [{ label: "Password again", secret: true }]);
  assert.deepEqual(say("wintergreen"), ["out", { label: "Race", secret: false }]);
  assert.deepEqual(say("3"), ["out", "out", { label: "Class", secret: false }]);
  assert.deepEqual(say("mage"), [
    "out",
    "Nyra",
    { label: "Command", secret: false },
    "settings",
    "out",
    "10/10hp> ",
  ]);
  const back = rig.browser();
  back.message({ t: "line", text: "nyra" });
  assert.deepEqual(back.messages(), [{ t: "ask", secret: true, label: "Password" }]);
});

test("[SE6] every bad name gets its sentence and the question again", () => {
  const peer = dumb(new GatewayRig());
  const bad: readonly (readonly [string, string])[] = [
    ["", "Please type a name."],
    ["   ", "Please type a name."],
    ["x", "A name has 2 to 16 letters."],
    ["abcdefghijklmnopq", "A name has 2 to 16 letters."],
    ["mira7", "A name has letters only."],
    ["look", "That name is a word of the game."],
    ["MSSP-REQUEST", "A name has letters only."],
    ["a".repeat(65), "That is too long for a name."],
    ["\u001b[31m\u0000\u202e", "Please type a name."],
  ];
  for (const [name, sentence] of bad) {
    peer.taken();
    peer.line(name);
    assert.equal(peer.taken(), `${sentence}\nName: <GA>`);
  }
  peer.bytes([0xff, 0xff, 0xc3, 0x28, 0, 13, 10]);
  assert.equal(peer.taken(), "A name has letters only.\nName: <GA>");
});

test("[SE6] every other bad answer gets its sentence and the question again", () => {
  const peer = dumb(new GatewayRig());
  assert.equal(
    from(play(peer, ["nyra", "maybe", "n", "nyra", "y", "", "wintergreen", "summer"]), "> maybe"),
    `> maybe
Please answer y for yes or n for no.
Create Nyra? (y/n): <GA>
> n
Name: <GA>
> nyra
There is nobody called Nyra yet.
Create Nyra? (y/n): <GA>
> y
<WILL ECHO>New password: <GA>
> 
<WONT ECHO>
A password cannot be empty.
<WILL ECHO>New password: <GA>
> wintergreen
<WONT ECHO>
<WILL ECHO>Password again: <GA>
> summer
<WONT ECHO>
The two passwords differ. Please choose one again.
<WILL ECHO>New password: <GA>`,
  );
});

test("[SE6] [SE12] choices are found in any case, and unclear ones are explained", () => {
  const peer = dumb(new GatewayRig());
  play(peer, ["nyra", "y", "wintergreen", "wintergreen"]);
  const answer = (typed: string): string => {
    peer.line(typed);
    return peer.taken().split("\n")[0] ?? "";
  };
  assert.equal(answer(""), "Please type one of these: Human, Hillfolk, Elf.");
  assert.equal(answer("0"), "Please choose a number from 1 to 3.");
  assert.equal(answer("4"), "Please choose a number from 1 to 3.");
  assert.equal(answer("h"), "That could be Human or Hillfolk. Please type more of it.");
  assert.equal(answer("Humna"), "There is no Humna to choose. Did you mean Human?");
  assert.equal(
    answer("dwarf"),
    "There is no dwarf to choose. Choose one of these: Human, Hillfolk, Elf.",
  );
  assert.equal(answer("HI"), "You will be Hillfolk.");
  assert.equal(answer("mag"), "You will be Mage.");
});

test("[SE6] a password the engine refuses is asked again, and nothing else", () => {
  const rig = new GatewayRig();
  const peer = dumb(rig);
  play(peer, ["nyra", "y", "abc", "abc", "elf"]);
  assert.equal(
    play(peer, ["mage", "wintergreen", "wintergreen"]),
    `
> mage
You will be Mage.
A password needs 6 letters or more.
<WILL ECHO>New password: <GA>
> wintergreen
<WONT ECHO>
<WILL ECHO>Password again: <GA>
> wintergreen
<WONT ECHO>
You are in a hall.
10/10hp> <GA>`,
  );
});

test("[SE6] a choice the engine refuses leads back to the race", () => {
  const rig = new GatewayRig();
  const message = "Elves are no more.";
  rig.engine.refusals.set("create Nyra", { ok: false, code: "badChoice", message });
  const peer = dumb(rig);
  const transcript = play(peer, ["nyra", "y", "wintergreen", "wintergreen", "elf", "mage"]);
  assert.match(transcript, /Elves are no more\.\nChoose a race[^>]*Race: <GA>$/);
});

test("[SE10] of two who create the same name, the second chooses another", () => {
  const rig = new GatewayRig();
  const first = dumb(rig);
  const second = dumb(rig);
  const steps = ["nyra", "y", "wintergreen", "wintergreen", "elf"];
  play(first, steps);
  play(second, steps);
  assert.match(play(first, ["mage"]), /You are in a hall\.\n10\/10hp> <GA>$/);
  assert.equal(
    play(second, ["mage", "oren"]),
    `
> mage
You will be Mage.
Nyra was taken a moment ago. Please choose another name.
Name: <GA>
> oren
There is nobody called Oren yet.
Create Oren? (y/n): <GA>`,
  );
});

test("[SE7] quit leaves at every question", () => {
  const path = ["nyra", "y", "wintergreen", "wintergreen", "elf"];
  for (let length = 0; length <= path.length; length += 1) {
    const peer = dumb(new GatewayRig());
    play(peer, path.slice(0, length));
    assert.match(play(peer, [" QUIT "]), /Goodbye\.\n$/, `after ${length} answers`);
    assert.equal(peer.closed, "quit");
  }
  const known = dumb(new GatewayRig());
  assert.match(play(known, ["mira", "quit"]), /Goodbye\.\n$/);
  assert.equal(known.closed, "quit");
});

test("[SE8] the third wrong password closes the connection", () => {
  const rig = new GatewayRig();
  const peer = dumb(rig);
  play(peer, ["mira"]);
  assert.equal(
    play(peer, ["a", "", "b", "c"]),
    `
> a
<WONT ECHO>
That is not the password.
<WILL ECHO>Password: <GA>
> 
<WONT ECHO>
Please type your password, or quit to leave.
<WILL ECHO>Password: <GA>
> b
<WONT ECHO>
That is not the password.
<WILL ECHO>Password: <GA>
> c
<WONT ECHO>
That is not the password.
That was the third wrong password. Connect again to try once more.
`,
  );
  assert.equal(peer.closed, "kicked");
  assert.equal(rig.metrics.values.get("gateway_logins_total wrongPassword"), 3);
});

const refused = (reply: AccountReply): { peer: Peer; text: string } => {
  const rig = new GatewayRig();
  rig.engine.refusals.set("login Mira", reply);
  const peer = dumb(rig);
  play(peer, ["mira"]);
  return { peer, text: play(peer, ["swordfish"]).replace("\n> swordfish\n<WONT ECHO>\n", "") };
};

test("[SE8] a locked name is refused with the waiting time", () => {
  const message = "Mira is locked after too many wrong passwords.";
  const { peer, text } = refused({ ok: false, code: "locked", message, retryMs: 41_500 });
  assert.equal(text, `${message} Try again in 42 seconds.\nName: <GA>`);
  assert.equal(peer.closed, null);
});

test("[SE6] busy asks for the password again, a store that is away for the name", () => {
  const busy = refused({ ok: false, code: "busy", message: "Many log in.", retryMs: 1000 });
  assert.equal(busy.text, "Many log in. Try again in 1 second.\n<WILL ECHO>Password: <GA>");
  const away = refused({ ok: false, code: "storeAway", message: "Nothing can be loaded." });
  assert.equal(away.text, "Nothing can be loaded.\nName: <GA>");
});

test("[SE6] a banned player is told and closed", () => {
  const { peer, text } = refused({ ok: false, code: "banned", message: "You are banned." });
  assert.equal(text, "You are banned.\n");
  assert.equal(peer.closed, "banned");
});

test("[SE9] too many logins from one address wait, without asking the engine", () => {
  const rig = new GatewayRig({ LOGINS_PER_MINUTE: 2 });
  const peer = dumb(rig);
  play(peer, ["mira", "wrong", "wrong"]);
  const asked = rig.engine.of("account").length;
  const text = play(peer, ["swordfish"]);
  assert.match(text, /too many logins from your address\. Try again in 30 seconds\.\nName: <GA>$/);
  assert.equal(rig.engine.of("account").length, asked);
  rig.pass(30_000);
  assert.match(play(peer, ["mira", "swordfish"]), /You are in a hall/);
});
