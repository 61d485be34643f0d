/** The key tables of the builder guide, generated from the schemas that the loader runs. */
import type { Field, ObjectTable } from "./schema.ts";
import { CLASSES_FILE, HELP_FILE, RACES_FILE, WORLD_FILE } from "./world-schema.ts";
import { ZONE_FILE } from "./zone-schema.ts";

const SCHEMA_BEGIN = "<!-- schema:begin (generated, do not edit) -->";
const SCHEMA_END = "<!-- schema:end -->";

const HEAD = `# Content files, key by key

What a world is made of: \`world.yaml\`, \`races.yaml\`, \`classes.yaml\`, \`help.yaml\` and
one file per zone in \`zones/\`. Ids inside a zone file are short (\`square\`); from elsewhere
they carry the zone (\`town:square\`). \`ambon world check DIR\` reports what is wrong, with
file, line and column.

This page is generated from the schema that the loader runs; a test fails while they differ:
\`npm run --silent ambon -- world check --schema > docs/builder-schema.md\`
`;

/** One table per kind of object, files first, each followed by what it is made of. */
export function schemaMarkdown(): string {
  const tables = new Map<string, ObjectTable>();
  const sections: string[] = [];
  const add = (table: ObjectTable): void => {
    if (tables.has(table.name)) return;
    tables.set(table.name, table);
    sections.push(section(table));
    for (const field of Object.values(table.fields)) field.schema.objects.forEach(add);
  };
  WORLD_FILE.objects.forEach(add);
  ZONE_FILE.objects.forEach(add);
  sections.push(`### races.yaml\n\nA ${RACES_FILE.describe}.`);
  RACES_FILE.objects.forEach(add);
  sections.push(`### classes.yaml\n\nA ${CLASSES_FILE.describe}.`);
  CLASSES_FILE.objects.forEach(add);
  sections.push(`### help.yaml\n\nA ${HELP_FILE.describe}.`);
  HELP_FILE.objects.forEach(add);
  return sections.join("\n\n");
}

function section({ name, fields }: ObjectTable): string {
  const rows = Object.entries(fields).map(([key, field]) => row(key, field));
  return [
    `### ${name}`,
    "",
    "| key | type | default | meaning |",
    "|---|---|---|---|",
    ...rows,
  ].join("\n");
}

function row(key: string, { schema, shown, help }: Field<unknown>): string {
  const cells = [`\`${key}\``, schema.describe, shown, help];
  return `| ${cells.map((cell) => cell.replaceAll("|", "\\|")).join(" | ")} |`;
}

/** The whole of docs/builder-schema.md. */
export function schemaDocument(): string {
  return `${HEAD}\n${SCHEMA_BEGIN}\n\n${schemaMarkdown()}\n\n${SCHEMA_END}\n`;
}
