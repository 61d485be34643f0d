/**
 * What a gateway and an engine say to each other. All of it — account calls too — is frames on
 * the bus; the local bus hands these objects over as they are, other buses encode them.
 *
 * Order is kept per direction. A channel is one session on one gateway–engine link.
 * `outputSeq`: every frame marked [seq] is, for each channel it lists, that channel's previous
 * plus one, counted on both sides. `inputSeq`: the gateway numbers accepted lines from 1; the
 * engine acknowledges what it has applied; after a re-attach the gateway sends the rest again.
 *
 * `markup`, `class` and data `value`s are opaque to the bus: libs/markup and libs/data own their
 * shapes, and the two ends agree on them.
 */

export const PROTOCOL_VERSION = 1;

/** What the client at the far end can do; decides which data the engine computes. */
export interface Caps {
  readonly transport: "telnet" | "websocket";
  readonly screenReader: boolean;
  /** The client's own address, for bans and staff; never shown to players. */
  readonly address: string;
}

export type AccountCall =
  | { readonly op: "checkName"; readonly name: string }
  | { readonly op: "login"; readonly name: string; readonly password: string }
  | {
      readonly op: "create";
      readonly name: string;
      readonly password: string;
      readonly race: string;
      readonly class: string;
      readonly screenReader: boolean;
    }
  | { readonly op: "catalog" };

export interface CatalogEntry {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

/** How large the world is, for lists of games. */
export interface WorldSize {
  readonly zones: number;
  readonly rooms: number;
  readonly mobs: number;
  readonly items: number;
  readonly helpTopics: number;
  readonly levels: number;
}

export type AccountReply =
  | { readonly ok: true; readonly op: "checkName"; readonly exists: boolean; readonly name: string }
  /** The ticket is bound to this session, this gateway and this engine; once, 30 s. */
  | {
      readonly ok: true;
      readonly op: "login" | "create";
      readonly ticket: string;
      /** The engine that takes the ticket. Absent = the one that answered. */
      readonly engine?: string;
      /** Where it listens, for a gateway that does not know it. */
      readonly url?: string;
    }
  | {
      readonly ok: true;
      readonly op: "catalog";
      readonly worldName: string;
      readonly races: readonly CatalogEntry[];
      readonly classes: readonly CatalogEntry[];
      readonly splash: { readonly art: readonly string[]; readonly plain: readonly string[] };
      readonly size: WorldSize;
    }
  | {
      readonly ok: false;
      readonly code: AccountErrorCode;
      /** A sentence for the player: what is wrong and how to mend it. */
      readonly message: string;
      /** For `locked` and `busy`: when to try again. */
      readonly retryMs?: number;
    };

export const ACCOUNT_ERROR_CODES = [
  "badName",
  "nameTaken",
  "reservedName",
  "badPassword",
  "wrongPassword",
  "locked",
  "banned",
  "busy",
  "storeAway",
  "badChoice",
] as const;
export type AccountErrorCode = (typeof ACCOUNT_ERROR_CODES)[number];

/** Gateway → engine. */
export type GatewayFrame =
  | {
      readonly f: "account";
      readonly requestId: number;
      readonly sessionId: string;
      readonly address: string;
      readonly call: AccountCall;
    }
  | {
      readonly f: "attach";
      readonly channel: number;
      readonly sessionId: string;
      readonly ticket: string;
      readonly caps: Caps;
    }
  /**
   * A socket comes back to its session, or a gateway to all of its own after the link was lost:
   * continue after `received`. The grant is enough, and so is the token.
   */
  | {
      readonly f: "resume";
      readonly channel: number;
      readonly sessionId: string;
      readonly token: string;
      /** The gateway's own right to the session: what the last `attached` said. */
      readonly grant?: string;
      /** Lines up to here were acknowledged to this gateway; absent = it cannot say. */
      readonly applied?: number;
      readonly received: number;
      readonly caps: Caps;
    }
  | {
      readonly f: "input";
      readonly channel: number;
      readonly inputSeq: number;
      readonly line: string;
      /**
       * The number the client itself gave the line: growing, with holes. The engine remembers the
       * newest accepted one, so that whatever socket comes next knows what to send again.
       */
      readonly clientSeq?: number;
    }
  | { readonly f: "subscribe"; readonly channel: number; readonly packages: readonly string[] }
  /** The client asks the world for data, once; `package` is one of libs/data's requests. */
  | {
      readonly f: "request";
      readonly channel: number;
      readonly package: string;
      /** The argument; "" where there is none. */
      readonly value: string;
    }
  | {
      readonly f: "edgeSetting";
      readonly channel: number;
      readonly colour?: boolean;
      readonly screenReader?: boolean;
    }
  | {
      readonly f: "ack";
      readonly channel: number;
      /** The gateway has taken everything up to this number: its credit is free again. */
      readonly received: number;
      /**
       * The client has shown everything up to this number, so it is not sent again, and the newest
       * resume token has reached it. Absent = no news; for telnet `received` says it all.
       */
      readonly seen?: number;
    }
  | { readonly f: "detach"; readonly channel: number; readonly reason: string };

/** The numbers a prompt may show; libs/game fills them, the edge knows only their names. */
export type PromptNumbers = Readonly<Record<string, number | string>>;

export interface EdgeSettings {
  readonly colour: boolean;
  readonly screenReader: boolean;
  readonly prompt: string;
  readonly muted: readonly string[];
  /** The shorter telling where there is one; absent = no. */
  readonly brief?: boolean;
}

/** After `slow` the client may resume; after the others it may not. */
export type CloseReason =
  | "quit"
  | "takeover"
  | "kicked"
  | "banned"
  | "shutdown"
  | "graceOver"
  | "slow";

/** Engine → gateway. */
export type EngineFrame =
  | {
      readonly f: "accountReply";
      readonly requestId: number;
      readonly sessionId: string;
      readonly reply: AccountReply;
    }
  | {
      readonly f: "attached";
      readonly channel: number;
      readonly playerName: string;
      /** For browsers: presented in `resume`; 128 random bits. */
      readonly resumeToken: string;
      /** For the gateway: signed, names session, player, generation and expiry. */
      readonly grant?: string;
      /** First expected output number − 1. */
      readonly outputSeq: number;
      /** Lines up to here are applied; the gateway numbers on from it. */
      readonly inputSeq: number;
      /** Lines up to here are taken and wait: number on from it. Absent = inputSeq. */
      readonly acceptedSeq?: number;
      /** The newest `clientSeq` among the accepted lines; absent = none. */
      readonly clientSeq?: number;
      /** After a resume: what the client is rendered by. It has no number of its own. */
      readonly settings?: EdgeSettings;
      /** Of the player's row: it grows with each engine that takes the player. Absent = unsaid. */
      readonly epoch?: number;
    }
  | {
      readonly f: "attachRefused";
      readonly channel: number;
      readonly message: string;
      /** Not for good: the gateway keeps the socket and asks again after so long. */
      readonly retryMs?: number;
      /** Not here, but there: the gateway asks that engine instead, at once. */
      readonly engine?: string;
      /** Where it listens, for a gateway that does not know it. */
      readonly url?: string;
    }
  /** [seq] */
  | {
      readonly f: "output";
      readonly channels: readonly number[];
      readonly class: string;
      readonly markup: unknown;
      readonly brief?: unknown;
    }
  /** [seq] */
  | { readonly f: "prompt"; readonly channel: number; readonly values: PromptNumbers }
  /** [seq] */
  | {
      readonly f: "data";
      readonly channels: readonly number[];
      readonly package: string;
      readonly value: unknown;
    }
  /** [seq] */
  | { readonly f: "settings"; readonly channel: number; readonly settings: EdgeSettings }
  | { readonly f: "inputAck"; readonly channel: number; readonly inputSeq: number }
  /**
   * The session lives on in another engine: the gateway asks that one with the grant, ignores what
   * this one may still say on the channel, and shows nothing of it.
   */
  | {
      readonly f: "redirect";
      readonly channel: number;
      readonly engine: string;
      /** Where it listens, for a gateway that does not know it. */
      readonly url: string;
      readonly grant: string;
      /** Whoever has the session now has the row at this epoch or a later one. Absent = unsaid. */
      readonly epoch?: number;
    }
  /** The engine ends the session; the gateway shows `message` and closes the socket. */
  | {
      readonly f: "close";
      readonly channel: number;
      readonly reason: CloseReason;
      readonly message: string;
    };
