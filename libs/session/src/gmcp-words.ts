/** What the gateway itself tells a client's program, as GMCP messages. */

import type { ProgramWord } from "./client.ts";

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
    case "presence":
      return ["External.Discord.Status", { game: word.game }];
  }
};
