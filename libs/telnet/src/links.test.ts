// Goal: links run exactly the command they name, cannot be broken out of, and end on their line.

import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { mxpLink } from "./mxp-link.ts";
import { osc8CommandLink, osc8WebLink } from "./osc8-link.ts";

const ESC = "\u001b";

test("[TN44] a command as an MXP link, attributes escaped, the text as it is", () => {
  assert.equal(
    mxpLink("look heron", "a heron", "Look at it"),
    `${ESC}[4z<SEND href="look heron" hint="Look at it">a heron${ESC}[4z</SEND>`,
  );
  assert.equal(
    mxpLink('say "<b> & co"', "<b>"),
    `${ESC}[4z<SEND href="say &quot;&lt;b&gt; &amp; co&quot;"><b>${ESC}[4z</SEND>`,
  );
});

test("[TN44] each line is its own link, and what MXP cannot say is plain text", () => {
  const link = (text: string): string => `${ESC}[4z<SEND href="n">${text}${ESC}[4z</SEND>`;
  assert.equal(mxpLink("n", "one\n\ntwo"), `${link("one")}\n\n${link("two")}`);
  for (const command of ["", "a|b", "look\nquit", `x${ESC}[0z`, "\u009b1m"]) {
    assert.equal(mxpLink(command, "text"), "text");
  }
  assert.equal(mxpLink("n", "one", "a|b"), link("one"));
  assert.equal(mxpLink("n", "one", "a\nb"), link("one"));
});

test("[TN45] a command as an OSC 8 link, percent-encoded and closed", () => {
  assert.equal(
    osc8CommandLink("send", "look heron; 100%", "a heron"),
    `${ESC}]8;;send:look%20heron%3B%20100%25${ESC}\\a heron${ESC}]8;;${ESC}\\`,
  );
  assert.equal(
    osc8CommandLink("prompt", "tell Ann é", "Ann"),
    `${ESC}]8;;prompt:tell%20Ann%20%C3%A9${ESC}\\Ann${ESC}]8;;${ESC}\\`,
  );
  assert.equal(
    osc8WebLink("https://example.org/a?b=1", "page"),
    `${ESC}]8;;https://example.org/a?b=1${ESC}\\page${ESC}]8;;${ESC}\\`,
  );
});

test("[TN45] what is no target is plain text", () => {
  for (const address of [
    "http://a.b",
    "javascript:x",
    "https://",
    "https://a b",
    `https://a${ESC}`,
  ]) {
    assert.equal(osc8WebLink(address, "text"), "text");
  }
  assert.equal(osc8CommandLink("send", "", "text"), "text");
  assert.equal(osc8CommandLink("send", "a\u0007", "text"), "text");
  assert.equal(osc8CommandLink("send", "é".repeat(300), "text"), "text");
});

test("[TN45] whatever the command, the target is printable ASCII that decodes to it", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary", maxLength: 100 }), (command) => {
      const linked = osc8CommandLink("send", command, "text");
      if (linked === "text") return;
      const target = linked.slice(`${ESC}]8;;send:`.length, linked.indexOf(`${ESC}\\`));
      assert.match(target, /^[!-~]*$/);
      assert.equal(decodeURIComponent(target), command.toWellFormed());
    }),
  );
});

test("[TN44, TN45] on every line of the text as many links close as open", () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom("a", "\n", " ", "b"), { maxLength: 20 }), (chars) => {
      const text = chars.join("");
      for (const line of osc8CommandLink("send", "x", text).split("\n")) {
        const opened = line.split("]8;;send:x").length;
        assert.equal(line.split(`]8;;${ESC}`).length, opened);
      }
      for (const line of mxpLink("x", text).split("\n")) {
        assert.equal(line.split("<SEND ").length, line.split("</SEND>").length);
      }
    }),
  );
});
