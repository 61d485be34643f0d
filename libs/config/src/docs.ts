/** docs/configuration.md, made from the table. */

import { SETTINGS, type SettingKind } from "./schema.ts";

const kindText = (kind: SettingKind): string => {
  switch (kind.kind) {
    case "choice":
      return kind.choices.join(" \\| ");
    case "number":
      return `≥ ${kind.min}${kind.unit === "" ? "" : ` ${kind.unit}`}`;
    case "url":
      return kind.schemes.map((one) => `${one}://…`).join(" or ");
    case "text":
      return kind.example ?? "text";
    case "port":
    case "path":
    case "secret":
      return kind.kind;
  }
};

export const configurationMarkdown = (): string => {
  const rows = SETTINGS.map(
    ({ key, kind, fallback, meaning }) =>
      `| \`AMBON_${key}\` | ${kindText(kind)} | ${fallback ?? "–"} | ${meaning} |`,
  );
  return [
    "# Configuration",
    "",
    "Generated from `libs/config/src/schema.ts`; do not edit. Each key is an environment variable,",
    "or a line of `ambon.yaml` in lower case without the prefix (`telnet_port: 4000`). The",
    "environment wins. Unknown keys and nonsense values refuse to start.",
    "",
    "| key | allowed | default | meaning |",
    "|---|---|---|---|",
    ...rows,
    "",
  ].join("\n");
};
