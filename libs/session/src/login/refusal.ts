/** What questions share. */

import { waitingTime } from "../login-throttle.ts";
import type { AccountRefusal } from "./login-phase.ts";
import { LOGIN_TEXT } from "./login-text.ts";

/** Characters of a password that are looked at; the rest of a line is cut. */
const PASSWORD_LENGTH_MAX = 256;

/** The engine's sentence, and how long to wait where it says so. */
export const withWait = ({ message, retryMs }: AccountRefusal): string =>
  retryMs === undefined ? message : `${message} ${LOGIN_TEXT.tryAgainIn(waitingTime(retryMs))}`;

/** A password is taken as it was typed: spaces count, only broken text is mended. */
export const readPassword = (typed: string): string =>
  typed.toWellFormed().slice(0, PASSWORD_LENGTH_MAX);
