/** What a browser may send in `v1.ambon`: one JSON object per text frame. */

export const WS_SUBPROTOCOL = "v1.ambon";
export const WS_PROTOCOL_VERSION = 1;
/** Entries of one `sub` message; more make the message malformed. */
export const WS_PACKAGES_MAX = 64;
/** Characters of a resume token and of a session id; longer ones are not ours. */
const TOKEN_LENGTH_MAX = 128;

/** A session that the browser had before, and the highest number it has shown of it. */
export interface ResumeWish {
  readonly token: string;
  readonly session: string;
  readonly received: number;
}

export type WsClientMessage =
  | {
      readonly t: "hello";
      readonly v: number;
      readonly screenReader: boolean;
      readonly resume?: ResumeWish;
    }
  /** `n` is the browser's own number for a line in the world: growing, never used twice. */
  | { readonly t: "line"; readonly text: string; readonly n?: number }
  | { readonly t: "ack"; readonly seq: number }
  | { readonly t: "sub"; readonly packages: readonly string[] }
  | { readonly t: "set"; readonly colour?: boolean; readonly screenReader?: boolean }
  | { readonly t: "ping"; readonly n: number };

type Fields = Readonly<Record<string, unknown>>;

/** The message, or a sentence that says what is wrong with it. Never throws. */
export const parseWsMessage = (frame: string): WsClientMessage | string => {
  let value: unknown;
  try {
    value = JSON.parse(frame);
  } catch {
    // The parser's own words differ between runtimes and help nobody who reads the game's text.
    return "A message was not valid JSON.";
  }
  if (value === null || typeof value !== "object" || Array.isArray(value)) {
    return "A message was not a JSON object.";
  }
  const fields = value as Fields;
  const name = typeof fields.t === "string" ? fields.t : "";
  const read = Object.hasOwn(READERS, name) ? READERS[name as WsClientMessage["t"]] : undefined;
  if (read === undefined) return "A message had no known type.";
  return read(fields) ?? `A message of type ${name} had wrong fields.`;
};

const isCount = (value: unknown): value is number =>
  typeof value === "number" && Number.isSafeInteger(value) && value >= 0;

const isOptionalFlag = (value: unknown): value is boolean | undefined =>
  value === undefined || typeof value === "boolean";

const isName = (value: unknown): value is string => typeof value === "string";

const isShort = (value: unknown): value is string =>
  typeof value === "string" && value.length <= TOKEN_LENGTH_MAX;

/** Undefined when it is none; null when it has wrong fields. */
const readWish = (value: unknown): ResumeWish | null | undefined => {
  if (value === undefined) return undefined;
  if (value === null || typeof value !== "object") return null;
  const { token, session, received } = value as Fields;
  return isShort(token) && isShort(session) && isCount(received)
    ? { token, session, received }
    : null;
};

const readHello = ({ v, screenReader, resume }: Fields): WsClientMessage | undefined => {
  const wish = readWish(resume);
  if (!isCount(v) || !isOptionalFlag(screenReader) || wish === null) return undefined;
  const hello = { t: "hello", v, screenReader: screenReader ?? false } as const;
  return wish === undefined ? hello : { ...hello, resume: wish };
};

const READERS: Record<WsClientMessage["t"], (fields: Fields) => WsClientMessage | undefined> = {
  hello: readHello,
  line: ({ text, n }) => {
    if (typeof text !== "string" || (n !== undefined && !isCount(n))) return undefined;
    return n === undefined ? { t: "line", text } : { t: "line", text, n };
  },
  ack: ({ seq }) => (isCount(seq) ? { t: "ack", seq } : undefined),
  sub: ({ packages }) =>
    Array.isArray(packages) && packages.length <= WS_PACKAGES_MAX && packages.every(isName)
      ? { t: "sub", packages }
      : undefined,
  set: ({ colour, screenReader }) => {
    if (!isOptionalFlag(colour) || !isOptionalFlag(screenReader)) return undefined;
    return {
      t: "set",
      ...(colour === undefined ? {} : { colour }),
      ...(screenReader === undefined ? {} : { screenReader }),
    };
  },
  ping: ({ n }) => (isCount(n) ? { t: "ping", n } : undefined),
};
