/** Who I am and how I am: vitals, level, experience, gold, and the opponent while fighting. */

import { dangerStep } from "../danger.ts";
import { el, setText } from "../dom.ts";
import type { GameState } from "../state.ts";
import { meterView } from "./meter.ts";

export type PanelUpdate = (state: GameState, before: GameState) => void;

const fact = (label: string): { row: HTMLElement; value: HTMLElement } => {
  const value = el("dd");
  return { row: el("div", {}, el("dt", {}, label), value), value };
};

/**
 * Fills `body`, and for narrow screens `strip`, the same in a few signs, and `stripFoe`, the bar
 * of the opponent.
 */
export const characterPanel = (
  body: HTMLElement,
  strip: HTMLElement,
  stripFoe: HTMLElement,
): PanelUpdate => {
  const who = el("p", { class: "who" });
  const hp = meterView("Hit points", "hp");
  const mp = meterView("Mana", "mp");
  const foe = meterView("Opponent", "foe");
  const xp = meterView("Experience", "xp");
  const narrowFoe = meterView("Opponent", "foe");
  stripFoe.replaceChildren(narrowFoe.node);
  foe.node.hidden = true;
  const level = fact("Level");
  const gold = fact("Gold");
  const facts = el("dl", { class: "facts" }, level.row, gold.row);
  body.replaceChildren(who, hp.node, mp.node, xp.node, facts, foe.node);
  return (state, before) => {
    const { vitals, status, name } = state;
    if (vitals === before.vitals && status === before.status && name === before.name) return;
    setText(who, [name, [status?.race, status?.class].join(" ").trim()].filter(Boolean).join(", "));
    if (vitals !== null) {
      hp.update(vitals.hp, vitals.maxhp);
      mp.update(vitals.mp, vitals.maxmp);
      const { level: alarm } = dangerStep(0, vitals.hp, vitals.maxhp);
      hp.node.dataset.danger = String(alarm);
      strip.dataset.danger = String(alarm);
      const numbers = `HP ${vitals.hp}/${vitals.maxhp} · MP ${vitals.mp}/${vitals.maxmp}`;
      setText(strip, numbers);
    }
    if (status === null) return;
    setText(level.value, String(status.level));
    setText(gold.value, String(status.gold));
    const next = status.xp + status.xptnl;
    xp.update(status.xp, next, `${status.xptnl} to next level`);
    foe.node.hidden = !status.fighting;
    stripFoe.hidden = !status.fighting;
    for (const bar of [foe, narrowFoe]) {
      bar.rename(status.opponent);
      bar.update(status.opponenthp, 100, `${status.opponenthp} percent`);
    }
  };
};
