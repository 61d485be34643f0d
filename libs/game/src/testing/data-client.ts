/** A MUD client that follows lists by their changes: what it believes after each message. */

import type { CharItemsList, ItemEntry, RoomPlayer, RoomPlayers } from "@ambon/data/packages";
import { PACKAGE_NAMES } from "@ambon/data/schema";
import type { TestPlay, TestPlayer } from "./play.ts";

const EVERYTHING = PACKAGE_NAMES.map((name) => name.toLowerCase());

interface Change {
  readonly location: string;
  readonly item: ItemEntry;
}

export class DataClient {
  readonly player: TestPlayer;
  readonly #play: TestPlay;
  readonly #lists = new Map<string, Map<string, ItemEntry>>();
  #people: string[] = [];
  #read = 0;

  constructor(play: TestPlay, player: TestPlayer, packages: readonly string[] = EVERYTHING) {
    this.#play = play;
    this.player = player;
    play.input(player.id, { i: "subscribe", player: player.id, packages });
    play.settle();
  }

  /** What was sent since the last call, as `[package, value]`. */
  takes(): (readonly [string, unknown])[] {
    const fresh = this.player.data.slice(this.#read);
    this.#read = this.player.data.length;
    for (const { package: name, value } of fresh) this.#apply(name, value);
    return fresh.map(({ package: name, value }) => [name, value] as const);
  }

  /** The same, only of these packages. */
  takesOf(...names: readonly string[]): (readonly [string, unknown])[] {
    return this.takes().filter(([name]) => names.includes(name));
  }

  /** Asks, and answers what was sent. */
  asks(
    request: Parameters<TestPlay["input"]>[1] & { readonly i: "request" },
  ): (readonly [string, unknown])[] {
    this.takes();
    this.#play.input(this.player.id, request);
    this.#play.settle();
    return this.takes();
  }

  /** The list as this client believes it to be, by id. */
  list(location: string): ItemEntry[] {
    return sorted([...(this.#lists.get(location)?.values() ?? [])]);
  }

  get people(): readonly string[] {
    return [...this.#people].sort();
  }

  #apply(name: string, value: unknown): void {
    switch (name) {
      case "Char.Items.List": {
        const { location, items } = value as CharItemsList;
        this.#lists.set(location, new Map(items.map((item) => [item.id, item])));
        return;
      }
      case "Char.Items.Add":
      case "Char.Items.Update": {
        const { location, item } = value as Change;
        this.#lists.get(location)?.set(item.id, item);
        return;
      }
      case "Char.Items.Remove": {
        const { location, item } = value as Change;
        this.#lists.get(location)?.delete(item.id);
        return;
      }
      case "Room.Players":
        this.#people = (value as RoomPlayers).players.map((one) => one.name);
        return;
      case "Room.AddPlayer":
        this.#people.push((value as RoomPlayer).name);
        return;
      case "Room.RemovePlayer":
        this.#people = this.#people.filter((one) => one !== (value as RoomPlayer).name);
    }
  }
}

export const sorted = (items: readonly ItemEntry[]): ItemEntry[] =>
  [...items].sort((a, b) => (a.id < b.id ? -1 : a.id > b.id ? 1 : 0));
