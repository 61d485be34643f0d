/** docs/telemetry.md, made from the catalogues. */

import { EVENTS } from "./event-catalogue.ts";
import { METRICS } from "./metric-catalogue.ts";

const labelsText = (labels: Readonly<Record<string, readonly string[]>> | undefined): string =>
  Object.entries(labels ?? {})
    .map(([name, values]) => `${name} (${values.join(", ")})`)
    .join("; ") || "–";

export const telemetryMarkdown = (): string =>
  [
    "# Metrics and log events",
    "",
    "Generated from `libs/telemetry/src`; do not edit. Metrics are scraped from `/metrics` on the",
    "admin port; prom-client's process metrics come in addition. Log events are JSON lines on",
    "stderr.",
    "",
    "| metric | type | labels | meaning |",
    "|---|---|---|---|",
    ...METRICS.map(
      ({ name, type, labels, help }) =>
        `| \`${name}\` | ${type} | ${labelsText(labels)} | ${help} |`,
    ),
    "",
    "| event | fields | written when |",
    "|---|---|---|",
    ...EVENTS.map(({ name, fields, when }) => `| \`${name}\` | ${fields.join(", ")} | ${when} |`),
    "",
  ].join("\n");
