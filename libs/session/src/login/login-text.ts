/** What the dialogue says: one place, so that transcripts and translations find it. */

import { line } from "@ambon/markup/build";
import type { Markup } from "@ambon/markup/tree";

export const LOGIN_TEXT = {
  welcome: (world: string): Markup => [
    line(`Welcome to ${world}.`),
    line("Type the name of your character, or a new name to create one."),
    line("Type screenreader for plain text that reads well aloud, or quit to leave."),
  ],
  goodbye: "Goodbye.",
  idle: "Nothing was typed for a long time. Connect again when you are back.",
  noWorld: "The world cannot be reached just now. Please wait, it will go on by itself.",
  emptyName: "Please type a name.",
  longName: "That is too long for a name.",
  screenReader: "Screen reader mode is on: plain text, one fact per line, no drawings.",
  newName: (name: string) => `There is nobody called ${name} yet.`,
  confirm: (name: string) => `Create ${name}? (y/n)`,
  yesOrNo: "Please answer y for yes or n for no.",
  emptyPassword: "Please type your password, or quit to leave.",
  emptyNewPassword: "A password cannot be empty.",
  differentPasswords: "The two passwords differ. Please choose one again.",
  tooManyPasswords: "That was the third wrong password. Connect again to try once more.",
  throttled: (wait: string) =>
    `There were too many logins from your address. Try again in ${wait}.`,
  tryAgainIn: (wait: string) => `Try again in ${wait}.`,
} as const;
