/** deploy/Dockerfile as its instructions, stage by stage. */

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./server.ts";

export interface Instruction {
  readonly word: string;
  readonly rest: string;
}

export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

export interface Dockerfile {
  /** Before the first stage. */
  readonly args: Readonly<Record<string, string>>;
  readonly stages: readonly Stage[];
}

const FROM = /^(?<from>\S+) AS (?<name>\S+)$/;

const instructions = (text: string): Instruction[] => {
  const lines = text.split("\n").filter((line) => !line.trimStart().startsWith("#"));
  const whole = lines.join("\n").replaceAll(/\\\n\s*/g, " ");
  return whole
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => {
      const [word = "", ...rest] = line.split(" ");
      return { word, rest: rest.join(" ").trim() };
    });
};

export const readDockerfile = (): Dockerfile => {
  const args: Record<string, string> = {};
  const stages: (Stage & { instructions: Instruction[] })[] = [];
  for (const one of instructions(readFileSync(join(ROOT, "deploy/Dockerfile"), "utf8"))) {
    const last = stages.at(-1);
    if (one.word === "FROM") {
      const { from, name } = FROM.exec(one.rest)?.groups ?? {};
      if (from === undefined || name === undefined) throw new Error(`no stage: FROM ${one.rest}`);
      stages.push({ name, from, instructions: [] });
    } else if (last !== undefined) last.instructions.push(one);
    else {
      const [key = "", value = ""] = one.rest.split("=");
      args[key] = value;
    }
  }
  return { args, stages };
};

/** What a stage copies out of the checkout: sources, and where to. */
export const copiesOf = (stage: Stage): { sources: string[]; to: string }[] =>
  stage.instructions
    .filter(({ word, rest }) => word === "COPY" && !rest.startsWith("--from"))
    .map(({ rest }) => {
      const words = rest.split(" ");
      return { sources: words.slice(0, -1), to: words.at(-1) ?? "" };
    });
