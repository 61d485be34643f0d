import assert from "node:assert/strict";
import { test } from "node:test";
import { answered, askedAtLogin, NO_LOGIN } from "./login-field.ts";

const dialogue = (
  ...steps: readonly (readonly [label: string, secret: boolean, answer: string])[]
) => {
  let field = NO_LOGIN;
  return steps.map(([label, secret, answer]) => {
    field = askedAtLogin(field, { label, secret });
    const { use } = field;
    field = answered(field, answer);
    return `${use} ${field.username}`;
  });
};

test("[WC37] the first question is for the name, a secret for its password", () => {
  assert.deepEqual(
    dialogue(["Name", false, " Mira "], ["Password", true, "x"], ["Name", false, "Tomas"]),
    ["username Mira", "current-password Mira", "username Tomas"],
  );
});

test("[WC37] a new character: new passwords, and other questions are no name", () => {
  const steps = [
    ["What is your name?", false, "Mira"],
    ["Create Mira? (y/n)", false, "y"],
    ["New password", true, "x"],
    ["Password again", true, "x"],
    ["Race", false, "lutrin"],
  ] as const;
  assert.deepEqual(dialogue(...steps), [
    "username Mira",
    "off Mira",
    "new-password Mira",
    "new-password Mira",
    "off Mira",
  ]);
});
