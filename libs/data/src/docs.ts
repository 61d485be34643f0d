/** The page docs/data-packages.md, written from the schema. */

import { EDGE_MESSAGES } from "./edge-messages.ts";
import { MSDP_VARIABLES } from "./msdp-map.ts";
import type { AnyPackageName } from "./packages.ts";
import { gmcpValue } from "./projection.ts";
import { REQUEST_NAMES, REQUEST_SPECS } from "./requests.ts";
import { SAMPLES } from "./samples.ts";
import { BROWSER_PACKAGE_NAMES, PACKAGE_NAMES, specOf } from "./schema.ts";
import type { Shape } from "./shape.ts";

const HEAD = `# Data packages

<!-- Generated from libs/data by \`bun libs/data/src/adapter/write-docs.ts\`: do not edit. -->

What the server tells programs, beside the text it tells people. Telnet clients get them by GMCP
(option 201) as \`Package.Name {json}\`, our browser client gets the same JSON. Package names are
compared without regard to case. All numbers are integers. A subscription is answered by the full
state, and so is coming back to a session; after that a package comes whenever the table says so.

**Asking for them (GMCP).** \`Core.Supports.Set ["Char 1","Room 1"]\` replaces what you get,
\`Core.Supports.Add\` and \`Core.Supports.Remove\` change it. A name stands for all below it
(\`Char\` includes \`Char.Items\`), a version of 0 means off, the nearest entry decides. At most
256 entries of 64 characters are kept. Clients that said \`Core.Hello\` and anything of \`Char\` get
\`Comm.Channel\` unasked, unless they remove it.

**How much.** A message is at most 8 KiB, both ways; a longer one is dropped. A client may send
\`GMCP_PER_SECOND\` messages a second, and twice that at once; more are dropped, without regard to
what it types.

**What is not here.** There are packages for what the game has. It has no skills, afflictions and
defences, so \`Char.Skills\`, \`Char.Afflictions\` and \`Char.Defences\` are not offered; it
ships no map files, so \`Client.Map\` is not either: clients draw their maps from \`Room.Info\`.
`;

const typeOf = (shape: Shape): string => {
  switch (shape.type) {
    case "array":
      return `list of ${typeOf(shape.items)}`;
    case "map":
      return `object of ${typeOf(shape.values)}`;
    case "string":
      return shape.oneOf === undefined ? "string" : shape.oneOf.map((one) => `"${one}"`).join(", ");
    case "integer":
      return shape.max === undefined ? "integer" : `integer ${shape.min ?? 0} to ${shape.max}`;
    default:
      return shape.type;
  }
};

type Row = readonly [string, string, string];

const rowsOf = (fields: Readonly<Record<string, Shape>>, prefix: string): Row[] =>
  Object.entries(fields).flatMap(([name, shape]): Row[] => {
    const key = `${prefix}${name}`;
    const mark = shape.optional === true ? " (optional)" : "";
    return [[`\`${key}\`${mark}`, typeOf(shape), shape.doc], ...rowsBelow(shape, key)];
  });

const rowsBelow = (shape: Shape, key: string): Row[] => {
  if (shape.type === "object") return rowsOf(shape.fields, `${key}.`);
  if (shape.type === "array") {
    const item = `${key}[]`;
    if (shape.items.type === "object") return rowsOf(shape.items.fields, `${item}.`);
    return [[`\`${item}\``, typeOf(shape.items), shape.items.doc]];
  }
  if (shape.type === "map") {
    return [[`\`${key}.*\``, typeOf(shape.values), shape.values.doc]];
  }
  return [];
};

/** Padded as the formatter pads it, so that formatting the page changes nothing. */
const tableOf = (rows: readonly Row[], head: Row = ["field", "type", "meaning"]): string[] => {
  const all: readonly Row[] = [head, ...rows];
  const widths = [0, 1, 2].map((at) => Math.max(...all.map((row) => row[at]?.length ?? 0)));
  const [first = "", ...body] = all.map(
    (row) => `| ${row.map((cell, at) => cell.padEnd(widths[at] ?? 0)).join(" | ")} |`,
  );
  return [first, `| ${widths.map((width) => "-".repeat(width)).join(" | ")} |`, ...body];
};

const MSDP_HEAD = `## MSDP

Telnet clients without GMCP get the same by MSDP (option 69). \`REPORT\` sends a variable now and
whenever it changes, \`SEND\` once, \`UNREPORT\` and \`RESET\` end reports, \`LIST\` tells what
there is. \`SERVER_ID\` is the name of the game.
`;

const msdpSection = (): string => {
  const rows = MSDP_VARIABLES.map(
    ({ name, package: source, doc }): Row => [`\`${name}\``, source, doc],
  );
  return [MSDP_HEAD, ...tableOf(rows, ["variable", "package", "meaning"]), ""].join("\n");
};

const block = (message: string): string[] => ["```text", message, "```"];

const payloadOf = (name: AnyPackageName): string[] => {
  const sample: unknown = SAMPLES[name];
  const whole = `${name} ${JSON.stringify(sample)}`;
  const { alone, without, most } = specOf(name).gmcp ?? {};
  const why = [
    ...(alone === undefined ? [] : [`GMCP sends the value of \`${alone}\` alone.`]),
    ...(without === undefined ? [] : [`GMCP leaves out \`${without}\`.`]),
    ...(most === undefined ? [] : [`GMCP sends at most ${most} of them.`]),
  ].join(" ");
  const sent = `${name} ${JSON.stringify(gmcpValue(name, sample))}`;
  const form = why === "" ? [] : [why, "", ...(sent === whole ? [] : [...block(sent), ""])];
  const browser = BROWSER_PACKAGE_NAMES.some((known) => known === name);
  return browser || form.length === 0 ? [...block(whole), "", ...form] : form;
};

const packageSections = (names: readonly AnyPackageName[]): string =>
  names
    .map((name) => {
      const spec = specOf(name);
      return [
        `### ${name}`,
        "",
        `${spec.doc} Part of \`${spec.supports}\`. Sent ${spec.sent}.`,
        "",
        ...tableOf(rowsOf(spec.fields, "")),
        "",
        ...payloadOf(name),
      ].join("\n");
    })
    .join("\n");

const section = (title: string, doc: string, message: string): string =>
  [`### ${title}`, "", doc, "", "```text", message.trimEnd(), "```", ""].join("\n");

const requestSections = (): string =>
  REQUEST_NAMES.map((name) => {
    const { doc, sample } = REQUEST_SPECS[name];
    return section(`${name} (from the client)`, doc, `${name} ${sample}`);
  }).join("\n");

const edgeSections = (): string =>
  EDGE_MESSAGES.map(({ name, from, doc, sample }) =>
    section(`${name} (from the ${from})`, doc, `${name} ${sample}`),
  ).join("\n");

/** The whole page, ending with a newline. */
export const dataPackagesPage = (): string => {
  const own = PACKAGE_NAMES.filter((name) => !BROWSER_PACKAGE_NAMES.some((one) => one === name));
  return [
    HEAD,
    "## For every client\n",
    packageSections(BROWSER_PACKAGE_NAMES),
    "## For MUD clients only\n",
    packageSections(own),
    "## Requests\n",
    requestSections(),
    "## Spoken by the gateway\n",
    edgeSections(),
    msdpSection(),
  ].join("\n");
};
