/**
 * Help: from the command table and from the topics of the world's content. A word finds the exact
 * command or topic, then the only one that begins with it, then whatever mentions it.
 */

import type { PackageName, ServerCommands } from "@ambon/data/packages";
import { suggest } from "@ambon/kernel/did-you-mean";
import { heading, line, link, list, series, styled } from "@ambon/markup/build";
import type { Block, Inline } from "@ambon/markup/tree";
import type { HelpTopic } from "@ambon/world/definition";
import { CATEGORIES, type Category } from "../commands/command.ts";
import type { CommandTable, Entry } from "../commands/table.ts";
import type { ZoneContext } from "../context.ts";
import { refuse, show } from "../output.ts";
import type { PlayerEntity } from "../state.ts";
import { wants } from "../subscriptions.ts";
import { capital } from "./naming.ts";
import { shortName } from "./talk.ts";

/** More hits than this are not shown: the word says too little. */
const MAX_HITS = 12;

const commandLink = (name: string): Inline => link(`help ${name}`, styled("key", name));

const topicWord = (topic: HelpTopic): string => topic.keywords[0] ?? topic.title;

const topicLink = (topic: HelpTopic): Inline => commandLink(topicWord(topic));

export const usageOf = (entry: Entry): string =>
  `${entry.command.name} ${entry.grammar.usage}`.trim();

const namesOf = (entry: Entry): readonly string[] => [
  entry.command.name,
  ...(entry.command.aliases ?? []),
];

/** The commands of one category, in table order. */
export const inCategory = (entries: readonly Entry[], category: Category): readonly Entry[] =>
  entries.filter((entry) => entry.command.category === category);

const categoryItems = (entries: readonly Entry[]): (readonly Inline[])[] =>
  CATEGORIES.flatMap((category) => {
    const names = inCategory(entries, category).map((entry) => commandLink(entry.command.name));
    return names.length === 0 ? [] : [[styled("title", capital(category)), ": ", ...series(names)]];
  });

const overview = (z: ZoneContext, me: PlayerEntity, table: CommandTable): void => {
  const topics = z.world.help.map(topicLink);
  show(z, me, "help", [
    heading("Help"),
    line("Type ", styled("key", "help"), " and a word: a command, a topic, or anything else."),
    list("Commands:", categoryItems(table.visible(me.state.staff))),
    ...(topics.length === 0 ? [] : [line("Topics: ", ...series(topics), ".")]),
  ]);
};

const commandPage = (entry: Entry): Block[] => {
  const { command } = entry;
  const others = (command.aliases ?? []).map((alias) => styled("key", alias));
  return [
    heading(capital(command.name)),
    line(`${command.summary}.`),
    line("Usage: ", styled("key", usageOf(entry))),
    ...(others.length === 0 ? [] : [line("Also: ", ...series(others), ".")]),
    ...(command.help ?? []).map((words) => line(words)),
    ...(command.peaceful === true ? [line("Not while you are fighting.")] : []),
    ...(command.noAbbreviation === true ? [line("This one must be typed in full.")] : []),
    ...(command.staff === true ? [line("For staff only.")] : []),
  ];
};

const topicPage = (topic: HelpTopic): Block[] => [
  heading(topic.title),
  ...topic.body.map((words) => line(words)),
];

interface Page {
  readonly words: readonly string[];
  readonly text: string;
  readonly link: Inline;
  readonly blocks: () => Block[];
}

const pagesFor = (z: ZoneContext, me: PlayerEntity, table: CommandTable): Page[] => [
  ...table.visible(me.state.staff).map(
    (entry): Page => ({
      words: namesOf(entry),
      text: [entry.command.summary, ...(entry.command.help ?? [])].join(" ").toLowerCase(),
      link: commandLink(entry.command.name),
      blocks: () => commandPage(entry),
    }),
  ),
  ...z.world.help.map(
    (topic): Page => ({
      words: topic.keywords.map((word) => word.toLowerCase()),
      text: `${topic.title} ${topic.body.join(" ")}`.toLowerCase(),
      link: topicLink(topic),
      blocks: () => topicPage(topic),
    }),
  ),
];

const showPages = (z: ZoneContext, me: PlayerEntity, found: readonly Page[]): void => {
  const [first, ...more] = found;
  if (first === undefined) return;
  const also = more.map((page) => page.link);
  const tail = also.length === 0 ? [] : [line("See also: ", ...series(also), ".")];
  show(z, me, "help", [...first.blocks(), ...tail]);
};

/** `help [word]`. */
export const showHelp = (
  z: ZoneContext,
  me: PlayerEntity,
  table: CommandTable,
  typed: string,
): void => {
  const word = typed.trim().toLowerCase();
  if (word === "") return overview(z, me, table);
  const pages = pagesFor(z, me, table);
  const exact = pages.filter((page) => page.words.includes(word));
  if (exact.length > 0) return showPages(z, me, exact);
  const begins = pages.filter((page) => page.words.some((one) => one.startsWith(word)));
  if (begins.length === 1) return showPages(z, me, begins);
  const mentions = pages.filter((page) => !begins.includes(page) && page.text.includes(word));
  const hits = [...begins, ...mentions];
  const shown = shortName(typed);
  if (hits.length > 0) {
    const links = hits.slice(0, MAX_HITS).map((page) => [page.link]);
    const cut = hits.length > MAX_HITS ? [line(`And ${hits.length - MAX_HITS} more.`)] : [];
    return show(z, me, "help", [list(`"${shown}" is spoken of in:`, links), ...cut]);
  }
  const near = suggest(
    word,
    pages.flatMap((page) => page.words),
  ).map(commandLink);
  const guess: readonly Inline[] =
    near.length > 0 ? ["Did you mean ", ...series(near), "?"] : ['Type "help" for a list.'];
  refuse(z, me, `There is no help on "${shown}". `, ...guess);
};

/** Every command with its summary, by category. */
export const listCommands = (z: ZoneContext, me: PlayerEntity, table: CommandTable): void => {
  const entries = table.visible(me.state.staff);
  const blocks = CATEGORIES.flatMap((category): Block[] => {
    const items = inCategory(entries, category).map((entry): readonly Inline[] => [
      commandLink(entry.command.name),
      `: ${entry.command.summary}`,
    ]);
    return items.length === 0 ? [] : [list(capital(category), items)];
  });
  show(z, me, "help", [heading("Commands"), ...blocks]);
};

const COMMANDS_PACKAGE: PackageName = "Server.Commands";

/** What this player may type, as data in order of name, when that is subscribed to. */
export const sendCommands = (z: ZoneContext, who: PlayerEntity, table: CommandTable): void => {
  if (!wants(who, COMMANDS_PACKAGE)) return;
  const value: ServerCommands = {
    commands: table
      .visible(who.state.staff)
      .map((entry) => {
        const { name, summary, category } = entry.command;
        return { name, usage: usageOf(entry), summary, category };
      })
      .sort((a, b) => (a.name < b.name ? -1 : 1)),
  };
  z.emit({ e: "data", to: [who.state.id], package: COMMANDS_PACKAGE, value });
};
