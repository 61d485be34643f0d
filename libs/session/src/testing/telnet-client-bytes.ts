/** What clients send of the options beyond the base ones, and a table for crawlers. */

import type { MsspTable } from "@ambon/telnet/options/mssp";

const encoder = new TextEncoder();
const IAC = 255;
const [WILL, DO, DONT, SB, SE] = [251, 253, 254, 250, 240];
export const [NEW_ENVIRON, MSDP, MSSP, MCCP2, MCCP3, MXP] = [39, 69, 70, 86, 87, 91];

export const agree = (option: number): number[] => [IAC, DO, option];
export const refuse = (option: number): number[] => [IAC, DONT, option];
export const offer = (option: number): number[] => [IAC, WILL, option];

export const sub = (option: number, payload: readonly number[]): number[] => [
  ...[IAC, SB, option],
  ...payload,
  ...[IAC, SE],
];

/** `kind` 0 = IS, 2 = INFO; USERVARs as Mudlet sends them. */
export const environ = (variables: Readonly<Record<string, string>>, kind = 0): number[] =>
  sub(NEW_ENVIRON, [
    kind,
    ...Object.entries(variables).flatMap(([name, value]) => [
      ...[3, ...encoder.encode(name)],
      ...[1, ...encoder.encode(value)],
    ]),
  ]);

/** `REPORT` and the like with their names. */
export const msdp = (command: string, ...names: readonly string[]): number[] =>
  sub(MSDP, [
    ...[1, ...encoder.encode(command)],
    ...names.flatMap((name) => [2, ...encoder.encode(name)]),
  ]);

export const TESTLAND: (players: number) => MsspTable = (players) => [
  ["NAME", "Testland"],
  ["PLAYERS", players],
  ["UPTIME", 1_790_000_000],
  ["PORT", [4000, 23]],
];
