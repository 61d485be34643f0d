/** Calls of the login dialogue and their answers, as frames and as messages. */

import {
  type Account as AccountMessage,
  type AccountReply as AccountReplyMessage,
  AccountErrorCode as Code,
} from "@ambon/wire/gen/ambon/link/v1/frames_pb";
import type {
  AccountCall,
  AccountErrorCode,
  AccountReply,
  CatalogEntry,
  EngineFrame,
  GatewayFrame,
  WorldSize,
} from "../frames.ts";
import {
  enumNames,
  fromText,
  fromTexts,
  malformed,
  TEXTS_MAX,
  toSessionId,
  toText,
  toTexts,
  toUint32,
} from "./values.ts";

type AccountFrame = Extract<GatewayFrame, { f: "account" }>;
type AccountReplyFrame = Extract<EngineFrame, { f: "accountReply" }>;

const errorCodes = enumNames<AccountErrorCode, Code>("the account error", {
  badName: Code.BAD_NAME,
  nameTaken: Code.NAME_TAKEN,
  reservedName: Code.RESERVED_NAME,
  badPassword: Code.BAD_PASSWORD,
  wrongPassword: Code.WRONG_PASSWORD,
  locked: Code.LOCKED,
  banned: Code.BANNED,
  busy: Code.BUSY,
  storeAway: Code.STORE_AWAY,
  badChoice: Code.BAD_CHOICE,
});

export const toAccount = (frame: AccountFrame): AccountMessage => ({
  $typeName: "ambon.link.v1.Account",
  requestId: toUint32(frame.requestId),
  sessionId: toSessionId(frame.sessionId),
  address: toText(frame.address),
  call: toCall(frame.call),
});

const toCall = (call: AccountCall): AccountMessage["call"] => {
  switch (call.op) {
    case "checkName": {
      const name = toText(call.name);
      return { case: "checkName", value: { $typeName: "ambon.link.v1.CheckName", name } };
    }
    case "login": {
      const person = { name: toText(call.name), password: toText(call.password) };
      return { case: "login", value: { $typeName: "ambon.link.v1.Login", ...person } };
    }
    case "create":
      return {
        case: "create",
        value: {
          $typeName: "ambon.link.v1.Create",
          name: toText(call.name),
          password: toText(call.password),
          race: toText(call.race),
          class: toText(call.class),
          screenReader: call.screenReader,
        },
      };
    case "catalog":
      return { case: "catalog", value: { $typeName: "ambon.link.v1.Catalog" } };
  }
};

export const fromAccount = (message: AccountMessage): AccountFrame => ({
  f: "account",
  requestId: message.requestId,
  sessionId: message.sessionId,
  address: fromText(message.address),
  call: fromCall(message.call),
});

const fromCall = (call: AccountMessage["call"]): AccountCall => {
  switch (call.case) {
    case "checkName":
      return { op: "checkName", name: fromText(call.value.name) };
    case "login": {
      const { name, password } = call.value;
      return { op: "login", name: fromText(name), password: fromText(password) };
    }
    case "create": {
      const { name, password, race, class: role, screenReader } = call.value;
      return {
        op: "create",
        name: fromText(name),
        password: fromText(password),
        race: fromText(race),
        class: fromText(role),
        screenReader,
      };
    }
    case "catalog":
      return { op: "catalog" };
    case undefined:
      return malformed("an account call of no known kind");
  }
};

export const toAccountReply = (frame: AccountReplyFrame): AccountReplyMessage => ({
  $typeName: "ambon.link.v1.AccountReply",
  requestId: toUint32(frame.requestId),
  sessionId: toSessionId(frame.sessionId),
  reply: toReply(frame.reply),
});

const toReply = (reply: AccountReply): AccountReplyMessage["reply"] => {
  if (!reply.ok) {
    return {
      case: "refused",
      value: {
        $typeName: "ambon.link.v1.Refused",
        code: errorCodes.to(reply.code),
        message: toText(reply.message),
        retryMs: reply.retryMs === undefined ? undefined : toUint32(reply.retryMs),
      },
    };
  }
  switch (reply.op) {
    case "checkName": {
      const { exists, name } = reply;
      return {
        case: "checkName",
        value: { $typeName: "ambon.link.v1.NameChecked", exists, name: toText(name) },
      };
    }
    case "login":
    case "create": {
      const { ticket, engine, url } = reply;
      const admitted = { $typeName: "ambon.link.v1.Admitted", ticket, engine, url } as const;
      return { case: reply.op, value: admitted };
    }
    case "catalog":
      return {
        case: "catalog",
        value: {
          $typeName: "ambon.link.v1.CatalogReply",
          worldName: toText(reply.worldName),
          races: toEntries(reply.races),
          classes: toEntries(reply.classes),
          splashArt: toTexts(reply.splash.art),
          splashPlain: toTexts(reply.splash.plain),
          size: toSize(reply.size),
        },
      };
  }
};

export const fromAccountReply = (message: AccountReplyMessage): AccountReplyFrame => ({
  f: "accountReply",
  requestId: message.requestId,
  sessionId: message.sessionId,
  reply: fromReply(message.reply),
});

const fromReply = (reply: AccountReplyMessage["reply"]): AccountReply => {
  switch (reply.case) {
    case "checkName":
      return {
        ok: true,
        op: "checkName",
        exists: reply.value.exists,
        name: fromText(reply.value.name),
      };
    case "login":
    case "create": {
      const admitted = { ok: true, op: reply.case, ticket: fromText(reply.value.ticket) } as const;
      const { engine, url } = reply.value;
      return {
        ...admitted,
        ...(engine === undefined ? {} : { engine: fromText(engine) }),
        ...(url === undefined ? {} : { url: fromText(url) }),
      };
    }
    case "catalog":
      return {
        ok: true,
        op: "catalog",
        worldName: fromText(reply.value.worldName),
        races: fromEntries(reply.value.races),
        classes: fromEntries(reply.value.classes),
        splash: {
          art: fromTexts(reply.value.splashArt),
          plain: fromTexts(reply.value.splashPlain),
        },
        size: fromSize(reply.value.size),
      };
    case "refused": {
      const { code, message, retryMs } = reply.value;
      const refusal = {
        ok: false,
        code: errorCodes.from(code),
        message: fromText(message),
      } as const;
      return retryMs === undefined ? refusal : { ...refusal, retryMs };
    }
    case undefined:
      return malformed("an account reply of no known kind");
  }
};

type CatalogMessage = Extract<AccountReplyMessage["reply"], { case: "catalog" }>["value"];
type EntryMessage = CatalogMessage["races"][0];
type SizeMessage = NonNullable<CatalogMessage["size"]>;

const toSize = (size: WorldSize): SizeMessage => ({
  $typeName: "ambon.link.v1.WorldSize",
  zones: toUint32(size.zones),
  rooms: toUint32(size.rooms),
  mobs: toUint32(size.mobs),
  items: toUint32(size.items),
  helpTopics: toUint32(size.helpTopics),
  levels: toUint32(size.levels),
});

const fromSize = (message: SizeMessage | undefined): WorldSize => {
  if (message === undefined) return malformed("a catalog without the size of the world");
  const { zones, rooms, mobs, items, helpTopics, levels } = message;
  return { zones, rooms, mobs, items, helpTopics, levels };
};

const toEntries = (entries: readonly CatalogEntry[]): EntryMessage[] =>
  entries.slice(0, TEXTS_MAX).map(({ id, name, description }) => ({
    $typeName: "ambon.link.v1.CatalogEntry",
    id: toText(id),
    name: toText(name),
    description: toText(description),
  }));

const fromEntries = (entries: readonly EntryMessage[]): readonly CatalogEntry[] =>
  entries.length > TEXTS_MAX
    ? malformed(`a catalog of more than ${TEXTS_MAX} entries`)
    : entries.map(({ id, name, description }) => ({
        id: fromText(id),
        name: fromText(name),
        description: fromText(description),
      }));
