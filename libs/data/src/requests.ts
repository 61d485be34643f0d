/**
 * What a MUD client may ask the world for, beside subscribing. Read tolerantly: any case, with or
 * without quotes, a number or an object with the one field where a word is meant.
 */

interface RequestSpec {
  readonly doc: string;
  /** Name of the argument; absent = there is none. */
  readonly argument?: string;
  /** The payload, for the docs. */
  readonly sample: string;
}

export const REQUEST_SPECS = {
  "Char.Items.Inv": {
    doc: "Answered by `Char.Items.List` of what is carried and worn.",
    sample: '""',
  },
  "Char.Items.Room": {
    doc: "Answered by `Char.Items.List` of what is here.",
    sample: '""',
  },
  "Char.Items.Contents": {
    doc:
      "Answered by `Char.Items.List` of what is in a container within reach. One that is closed, " +
      "locked or not the character's to search is not answered.",
    argument: "id",
    sample: '"town#1/1/18"',
  },
  "Comm.Channel.Players": {
    doc: "Answered by `Comm.Channel.Players`.",
    sample: "",
  },
  "Comm.Channel.Enable": {
    doc: "The channel is not muted any more.",
    argument: "channel",
    sample: '"gossip"',
  },
} as const satisfies Readonly<Record<string, RequestSpec>>;

export type RequestName = keyof typeof REQUEST_SPECS;
export const REQUEST_NAMES = Object.keys(REQUEST_SPECS) as readonly RequestName[];

/** Characters of an argument; a longer one is no id and no name of ours. */
export const REQUEST_VALUE_MAX = 128;

export interface DataRequest {
  readonly package: RequestName;
  /** The argument; "" where there is none. */
  readonly value: string;
}

const BY_LOWER_CASE: ReadonlyMap<string, RequestName> = new Map(
  REQUEST_NAMES.map((name) => [name.toLowerCase(), name]),
);

const wordOf = (payload: unknown): string | undefined => {
  if (typeof payload === "string") return payload.trim();
  return typeof payload === "number" ? String(payload) : undefined;
};

const argumentOf = (payload: unknown, argument: string): string | undefined => {
  if (payload === null || typeof payload !== "object") return wordOf(payload);
  if (Array.isArray(payload)) return wordOf(payload[0]);
  for (const [key, value] of Object.entries(payload)) {
    if (key.toLowerCase() === argument) return wordOf(value);
  }
  return undefined;
};

/** The request, or undefined when it is none of ours or lacks its argument. Never throws. */
export const readRequest = (name: string, payload: unknown): DataRequest | undefined => {
  const known = BY_LOWER_CASE.get(name.toLowerCase());
  if (known === undefined) return undefined;
  const spec: RequestSpec = REQUEST_SPECS[known];
  if (spec.argument === undefined) return { package: known, value: "" };
  const value = argumentOf(payload, spec.argument);
  if (value === undefined || value === "" || value.length > REQUEST_VALUE_MAX) return undefined;
  return { package: known, value };
};
