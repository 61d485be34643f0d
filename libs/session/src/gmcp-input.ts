/**
 * GMCP messages of a client that are no subscription: requests for the world, a login, questions
 * to the gateway. Read tolerantly; what is none of ours is dropped.
 */

import { readRequest } from "@ambon/data/requests";
import type { ClientEvent, Credentials } from "./client.ts";
import { readLoginToken } from "./login-token.ts";

/** Characters of an account name and of a password that are looked at; longer ones are not ours. */
const CREDENTIAL_MAX = 512;

const fieldOf = (payload: object, name: string): string | undefined => {
  for (const [key, value] of Object.entries(payload)) {
    if (key.toLowerCase() !== name || typeof value !== "string") continue;
    return value.length > CREDENTIAL_MAX ? undefined : value;
  }
  return undefined;
};

/** Null where a name or a password is missing: the client has none, its user types. */
export const readCredentials = (payload: unknown): Credentials | null => {
  if (payload === null || typeof payload !== "object") return null;
  const account = fieldOf(payload, "account");
  const password = fieldOf(payload, "password");
  if (account === undefined || password === undefined) return null;
  // `account:character`: one account is one character, and the password is the account's.
  const [name = ""] = account.split(":");
  return name.trim() === "" || password === "" ? null : { name: name.trim(), password };
};

/** The token of `Char.Login.Reconnect`; null where there is none, as for missing credentials. */
const readReconnect = (payload: unknown): Credentials | null => {
  if (payload === null || typeof payload !== "object") return null;
  const wish = readLoginToken(fieldOf(payload, "token") ?? "");
  return wish === undefined ? null : { wish };
};

/** What a client says of keeping tokens; undefined: nothing. */
export const keepsTokens = (payload: unknown): boolean | undefined => {
  if (payload === null || typeof payload !== "object") return undefined;
  const { token_storage: keeps } = payload as { readonly token_storage?: unknown };
  return typeof keeps === "boolean" ? keeps : undefined;
};

/** `name` in lower case. */
export const readGmcp = (name: string, payload: unknown): ClientEvent | undefined => {
  switch (name) {
    case "core.keepalive":
      return { e: "alive" };
    case "char.login.credentials":
      return { e: "credentials", credentials: readCredentials(payload) };
    case "char.login.reconnect":
      return { e: "credentials", credentials: readReconnect(payload) };
    case "external.discord.hello":
    case "external.discord.get":
      return { e: "presenceAsked" };
    default: {
      const request = readRequest(name, payload);
      return request === undefined ? undefined : { e: "request", request };
    }
  }
};
