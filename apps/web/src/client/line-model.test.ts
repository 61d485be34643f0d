import assert from "node:assert/strict";
import { test } from "node:test";
import { asked, draftOf, emptyLine, type LineModel, lost } from "./line-model.ts";

const typing = (model: LineModel, text: string): LineModel => ({ ...model, text });
const name = { secret: false, inWorld: false };
const password = { secret: true, inWorld: false };
const command = { secret: false, inWorld: true };

test("[WC7] a secret leaves the line before the line can be read again", () => {
  const model = typing(asked(emptyLine(""), password), "amber-42");
  assert.equal(model.secret, true);
  assert.equal(asked(model, name).text, "");
  assert.equal(asked(model, command).text, "");
  assert.equal(lost(model).text, "");
  assert.equal(lost(model).secret, false);
});

test("[WC7] what was typed ahead of the password question is hidden, not lost", () => {
  const model = asked(typing(asked(emptyLine(""), name), "amber-42"), password);
  assert.equal(model.text, "amber-42");
  assert.equal(model.secret, true);
});

test("[WC7] an unfinished command survives the login and comes back in the world", () => {
  const playing = typing(asked(emptyLine(""), command), "tell Tomas wait");
  const gone = lost(playing);
  assert.equal(gone.text, "tell Tomas wait");
  const login = asked(gone, name);
  assert.equal(login.text, "");
  const again = asked(typing(asked(login, password), "amber-42"), command);
  assert.equal(again.text, "tell Tomas wait");
  assert.equal(again.stash, "");
});

test("[WC7] a second loss before the world keeps the first draft", () => {
  const login = asked(typing(asked(emptyLine(""), command), "say hi"), name);
  const second = asked(lost(typing(login, "Mira")), name);
  assert.equal(asked({ ...second, text: "" }, command).text, "say hi");
});

test("[WC7] only commands are written to storage", () => {
  assert.equal(draftOf(typing(asked(emptyLine("say hi"), password), "amber-42")), "say hi");
  assert.equal(draftOf(typing(asked(emptyLine(""), name), "Mira")), "");
  assert.equal(draftOf(typing(asked(emptyLine(""), command), "look")), "look");
  const secretInWorld = typing(asked(emptyLine(""), { secret: true, inWorld: true }), "amber-42");
  assert.equal(draftOf(secretInWorld), "");
});

test("[WC7] a draft of an earlier visit waits for the world", () => {
  const login = asked(emptyLine("say hi"), name);
  assert.equal(login.text, "");
  assert.equal(asked(login, command).text, "say hi");
});
