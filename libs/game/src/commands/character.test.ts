/** Score and equipment. */

import assert from "node:assert/strict";
import { test } from "node:test";
import { renderScreenReader } from "@ambon/markup/render-screen-reader";
import { percent } from "../systems/belongings.ts";
import { levelThreshold } from "../systems/levels.ts";
import { TestPlay } from "../testing/play.ts";
import { smallWorld } from "../testing/small-world.ts";

test("[GT35] score tells who one is, how far the next level is, and what attributes do", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { race: "elf", kills: 3, deaths: 1, bankGold: 7, xp: 40 });
  const text = mira.types("score");
  assert.match(text, /Mira\n/);
  assert.match(text, /Elf Warrior of level 1\./);
  const { maxHp, maxMana } = mira.entity.live.derived;
  assert.match(text, new RegExp(`Health.*${maxHp}`));
  assert.match(text, new RegExp(`Mana.*${maxMana}`));
  assert.match(
    text,
    new RegExp(`You have 40 experience; ${levelThreshold(2) - 40} more make level 2`),
  );
  assert.match(text, /Dexterity +12 +\+2/);
  assert.match(text, /You dodge 4 % of blows, and 6 % of yours are critical\./);
  assert.match(text, /Gold: 20 with you, 7 in the bank\./);
  assert.match(text, /Kills: 3\. Deaths: 1\./);
});

test("[GT36] score and equipment read aloud without drawings", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", {
    fresh: false,
    hp: 12,
    inventory: [{ uid: "t/1", def: "a:cap" }],
  });
  mira.types("wear cap");
  for (const line of ["score", "eq", "i", "gold"]) {
    play.input(mira.id, { i: "line", player: mira.id, text: line, inputSeq: 99 });
    play.settle();
    const spoken = mira
      .takes()
      .map((shown) => renderScreenReader(shown.markup))
      .join("\n");
    assert.doesNotMatch(spoken, /[#=|*_─█░]{2,}/, line);
    assert.ok(spoken.length > 10, line);
  }
});

test("[GT37] equipment names place, thing and effect, and the free places", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", {
    fresh: false,
    inventory: [
      { uid: "t/1", def: "a:cap" },
      { uid: "t/2", def: "a:sword" },
    ],
  });
  assert.match(mira.types("equipment"), /You wear nothing\.\n.*Free: head, neck/);
  mira.types("wear all");
  const text = mira.types("eq");
  assert.match(text, /head +a leather cap +armour 2, health \+5/);
  assert.match(text, /weapon +a short sword +damage 3 to 5/);
  assert.match(text, /Free: neck, body, hands, finger, offhand, legs, feet\./);
});

test("[GT38] vitals and gold are one line each", () => {
  const play = new TestPlay(smallWorld());
  const mira = play.login("Mira", { bankGold: 4 });
  const { maxHp, maxMana } = mira.entity.live.derived;
  assert.equal(
    mira.types("vitals"),
    `Health ${maxHp} of ${maxHp}, mana ${maxMana} of ${maxMana}. 100 experience to the next level.`,
  );
  assert.equal(mira.types("gold"), "You have 20 gold, and 4 in the bank.");
  assert.deepEqual([0, 5, 75, 300].map(percent), ["0 %", "0.5 %", "7.5 %", "30 %"]);
});
