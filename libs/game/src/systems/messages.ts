/** Messages from other zones, and answers of the engine. */

import type { ZoneContext } from "../context.ts";
import type { InputBody } from "../input.ts";

export const receiveMessage = (
  _z: ZoneContext,
  _input: Extract<InputBody, { i: "message" }>,
): void => undefined;

export const receiveUndeliverable = (
  _z: ZoneContext,
  _input: Extract<InputBody, { i: "undeliverable" }>,
): void => undefined;

export const receiveRoster = (_z: ZoneContext, _input: Extract<InputBody, { i: "roster" }>): void =>
  undefined;
