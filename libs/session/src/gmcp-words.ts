/** What the gateway itself tells a client's program, as GMCP messages. */

import type { ProgramWord } from "./client.ts";

/** Of 100; the player's own client turns it up or down. */
const VOLUME = 50;

/** Package and payload. */
export const gmcpWord = (word: ProgramWord): readonly [string, object] => {
  switch (word.w) {
    case "loginOffer": {
      const type = ["password-credentials"];
      return ["Char.Login.Default", word.version === 2 ? { version: 2, type } : { type }];
    }
    case "loginToken":
      return ["Char.Login.Token", { account: word.name, token: word.token, secure_only: true }];
    case "loginResult":
      return [
        "Char.Login.Result",
        word.success ? { success: true } : { success: false, message: word.message },
      ];
    case "interface":
      return ["Client.GUI", { version: word.version, url: word.url }];
    case "mediaPlace":
      return ["Client.Media.Default", { url: word.url }];
    case "sound": {
      const { name, caption } = word;
      const sound = { type: "sound", tag: "cue", volume: VOLUME, caption };
      return ["Client.Media.Play", { name: `${name}.wav`, ...sound }];
    }
    case "presence":
      return ["External.Discord.Status", { game: word.game }];
  }
};
