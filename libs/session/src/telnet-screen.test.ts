// Goal: the prompt rules, over a screen whose mark is `|`; property: every prompt has one mark.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { TelnetScreen } from "./telnet-screen.ts";

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const newScreen = (): TelnetScreen =>
  new TelnetScreen({
    text: (text) => encoder.encode(text.replaceAll("\n", "\r\n")),
    promptMark: () => encoder.encode("|"),
  });
const flushed = (screen: TelnetScreen): string | null => {
  const bytes = screen.flush();
  return bytes === null ? null : decoder.decode(bytes);
};
const lines = (screen: TelnetScreen, text: string): void => screen.lines(encoder.encode(text));

test("[SE14] the prompt comes once and last, with one mark", () => {
  const screen = newScreen();
  screen.setPrompt("> ");
  lines(screen, "one\r\n");
  lines(screen, "two\r\n");
  screen.setPrompt("9> ");
  assert.equal(flushed(screen), "one\r\ntwo\r\n9> |");
  assert.equal(flushed(screen), null);
});

test("[SE14] output that meets a shown prompt begins on a new line", () => {
  const screen = newScreen();
  screen.ask("Name: ");
  assert.equal(flushed(screen), "Name: |");
  lines(screen, "news\r\n");
  assert.equal(flushed(screen), "\r\nnews\r\nName: |");
  screen.typed();
  lines(screen, "answer\r\n");
  assert.equal(flushed(screen), "answer\r\nName: |");
});

test("[SE14] a new question replaces a shown one on a line of its own", () => {
  const screen = newScreen();
  screen.ask("Name: ");
  flushed(screen);
  screen.ask("Password: ");
  assert.equal(flushed(screen), "\r\nPassword: |");
});

test("[SE14] invisible bytes neither break nor bring a prompt", () => {
  const screen = newScreen();
  screen.ask("Name: ");
  flushed(screen);
  screen.invisible(encoder.encode("#"));
  assert.equal(flushed(screen), "#");
  lines(screen, "news\r\n");
  assert.equal(flushed(screen), "\r\nnews\r\nName: |");
});

test("[SE14] an empty prompt draws nothing and marks nothing", () => {
  const screen = newScreen();
  screen.setPrompt("");
  lines(screen, "one\r\n");
  assert.equal(flushed(screen), "one\r\n");
});

test("[SE15] a shown prompt is not drawn again for new numbers, but on an empty line", () => {
  const screen = newScreen();
  screen.setPrompt("1> ");
  assert.equal(flushed(screen), "1> |");
  screen.setPrompt("2> ");
  assert.equal(flushed(screen), null);
  screen.redraw();
  assert.equal(flushed(screen), null);
  screen.typed();
  screen.redraw();
  assert.equal(flushed(screen), "2> |");
});

test("[SE16] a quiet screen repeats no prompt that nobody asked for", () => {
  const screen = newScreen();
  screen.quiet = true;
  screen.setPrompt("1> ");
  assert.equal(flushed(screen), "1> |");
  lines(screen, "rain\r\n");
  assert.equal(flushed(screen), "\r\nrain\r\n");
  screen.setPrompt("1> ");
  assert.equal(flushed(screen), null);
  screen.setPrompt("2> ");
  assert.equal(flushed(screen), "2> |");
  screen.typed();
  lines(screen, "answer\r\n");
  screen.setPrompt("2> ");
  assert.equal(flushed(screen), "answer\r\n2> |");
});

test("[SE14] whatever happens, every unterminated line ends in exactly one mark", () => {
  const act = fc.constantFrom("lines", "prompt", "other", "ask", "typed", "redraw", "flush");
  fc.assert(
    fc.property(fc.array(act, { maxLength: 40 }), fc.boolean(), (acts, quiet) => {
      const screen = newScreen();
      screen.quiet = quiet;
      let shown = "";
      for (const what of [...acts, "flush"]) {
        if (what === "lines") lines(screen, "text\r\n");
        else if (what === "prompt") screen.setPrompt("1> ");
        else if (what === "other") screen.setPrompt("2> ");
        else if (what === "ask") screen.ask("Q: ");
        else if (what === "redraw") screen.redraw();
        else if (what === "typed") {
          screen.typed();
          shown += "\r\n";
        } else shown += flushed(screen) ?? "";
      }
      for (const line of shown.split("\r\n")) assert.match(line, /^(|text|(1> |2> |Q: )\|)$/);
    }),
  );
});
