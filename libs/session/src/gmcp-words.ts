/** What the gateway itself tells a client's program, as GMCP messages. */

import type { ProgramWord } from "./client.ts";

/** Package and payload. */
export const gmcpWord = (word: ProgramWord): readonly [string, object] => {
  switch (word.w) {
    case "loginOffer":
      return ["Char.Login.Default", { type: ["password-credentials"] }];
    case "loginResult":
      return [
        "Char.Login.Result",
        word.success ? { success: true } : { success: false, message: word.message },
      ];
    case "presence":
      return ["External.Discord.Status", { game: word.game }];
  }
};
