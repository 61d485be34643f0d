/** GMCP messages that the gateway itself speaks; they never reach the world. For the docs page. */

export interface EdgeMessage {
  readonly name: string;
  readonly from: "client" | "server";
  readonly doc: string;
  /** The payload; "" = there is none. */
  readonly sample: string;
}

export const EDGE_MESSAGES: readonly EdgeMessage[] = [
  {
    name: "Core.Hello",
    from: "client",
    doc: "The first message. What the client calls itself decides nothing.",
    sample: '{"client":"Mudlet","version":"4.19.1"}',
  },
  {
    name: "Core.Supports.Set",
    from: "client",
    doc: "Also `Core.Supports.Add` and `Core.Supports.Remove`, see above.",
    sample: '["Char 1","Char.Items 1","Room 1"]',
  },
  {
    name: "Core.Ping",
    from: "client",
    doc: "Answered by an empty `Core.Ping`.",
    sample: "120",
  },
  {
    name: "Core.KeepAlive",
    from: "client",
    doc: "Counts as typing: who sends it is not idle.",
    sample: "",
  },
  {
    name: "Core.Goodbye",
    from: "server",
    doc: "Why the connection is closed, just before it is.",
    sample: '"Farewell."',
  },
  {
    name: "Char.Login.Default",
    from: "server",
    doc:
      "One may log in by data now. Sent at the name prompt to clients that listed `Char.Login` " +
      "by that name, and again after a failure. The prompt is there all the time.",
    sample: '{"type":["password-credentials"]}',
  },
  {
    name: "Char.Login.Credentials",
    from: "client",
    doc:
      "A login, throttled together with typed ones. `{}` means that the client knows none: the " +
      "prompt is shown again. Of `account:character` the account counts.",
    sample: '{"account":"mira","password":"swordfish"}',
  },
  {
    name: "Char.Login.Token",
    from: "server",
    doc:
      "Version 2, a draft: only where `AMBON_LOGIN_TOKENS` is on, on the TLS port, to clients " +
      "that list `Char.Login 2` and did not say `token_storage: false`; their `Default` has " +
      '`"version":2`. The token is good while the character is in the world, link-dead too; ' +
      "a new one replaces it.",
    sample: '{"account":"Mira","token":"7201.c0ffee","secure_only":true}',
  },
  {
    name: "Char.Login.Reconnect",
    from: "client",
    doc:
      "Comes back to the session whose socket was lost. Answered by `Char.Login.Result`, and by " +
      "a new token. Refused ones count by address.",
    sample: '{"account":"Mira","token":"7201.c0ffee","version":2}',
  },
  {
    name: "Char.Login.Result",
    from: "server",
    doc: "What came of it; always before the connection is closed.",
    sample: '{"success":false,"message":"That name and password do not belong together."}',
  },
  {
    name: "Client.GUI",
    from: "server",
    doc:
      "A package with an interface for this game, where the operator has one " +
      "(`AMBON_CLIENT_GUI`). Sent once to clients that said `Core.Hello` and did not list " +
      "`Client.GUI 0`.",
    sample: '{"version":"12","url":"https://play.example.org/ambon.mpackage"}',
  },
  {
    name: "Client.Media.Default",
    from: "server",
    doc:
      "Where the sounds are, to clients that list `Client.Media`; only where the operator has " +
      "said how players reach the web port (`AMBON_PUBLIC_URL`).",
    sample: '{"url":"https://play.example.org/media/"}',
  },
  {
    name: "Client.Media.Play",
    from: "server",
    doc:
      "A cue, always with its words: `tell`, `low`, `level` or `death`. The last three need " +
      "`Char.Vitals` and `Char.Status`, or the line that is shown.",
    sample:
      '{"name":"low.wav","type":"sound","tag":"cue","volume":50,"caption":"Low: 9 hit points."}',
  },
  {
    name: "External.Discord.Hello",
    from: "client",
    doc: "Answered by `External.Discord.Status`, also after `External.Discord.Get`.",
    sample: '{"user":"","private":true}',
  },
  {
    name: "External.Discord.Status",
    from: "server",
    doc: "What Discord may show: the name of the world and nothing about the player.",
    sample: '{"game":"Ambon"}',
  },
];
