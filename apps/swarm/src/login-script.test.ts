// Goal: the dialogue is answered in any order that the server asks in, and never without end.

import assert from "node:assert/strict";
import { test } from "node:test";
import { LoginScript, QUESTIONS_MAX } from "./login-script.ts";

const answers = (choice: number, prompts: readonly string[]): unknown[] => {
  const script = new LoginScript("Swarmaaab", "a secret", choice);
  return prompts.map((prompt) => {
    const step = script.next(prompt);
    return step.step === "answer" ? step.line : step.step;
  });
};

test("[SW6] a new character is created by the prompts of telnet", () => {
  const prompts = ["Name: ", "Create Swarmaaab? (y/n): ", "New password: ", "Password again: "];
  assert.deepEqual(answers(3, [...prompts, "Race: ", "Class: ", "10/10hp> "]), [
    ...["Swarmaaab", "y", "a secret", "a secret"],
    ...["2", "2", "entered"],
  ]);
});

test("[SW6] a known character logs in by the labels of v1.ambon", () => {
  assert.deepEqual(answers(0, ["Name", "Password", "Command"]), [
    ...["Swarmaaab", "a secret", "entered"],
  ]);
});

test("[SW6] a repeated question is answered again, marked as such, and not for ever", () => {
  const script = new LoginScript("Swarmaaab", "a secret", 0);
  assert.deepEqual(script.next("Name: "), { step: "answer", line: "Swarmaaab", again: false });
  for (let asked = 1; asked < QUESTIONS_MAX; asked += 1) {
    assert.deepEqual(script.next("Name: "), { step: "answer", line: "Swarmaaab", again: true });
  }
  assert.equal(script.next("Name: ").step, "failed");
});

test("[SW6] a first prompt that asks nothing known is a failure, not the world", () => {
  const step = new LoginScript("Swarmaaab", "a secret", 0).next("Favourite colour: ");
  assert.deepEqual(step, { step: "failed", why: 'unknown question "Favourite colour"' });
});
