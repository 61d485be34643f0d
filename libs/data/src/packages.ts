/**
 * The data packages that the server offers: one typed shape each, from which GMCP, the browser's
 * JSON and the docs page follow. Each value is an object; where MUD clients expect a bare list or
 * word, the schema names the field that GMCP sends alone. Keys are what clients know from GMCP;
 * numbers are integers.
 */

export interface CharName {
  readonly name: string;
  readonly fullname: string;
  readonly race: string;
  readonly class: string;
}

export interface CharVitals {
  readonly hp: number;
  readonly maxhp: number;
  readonly mp: number;
  readonly maxmp: number;
  /** For clients that only print: "H:80/100 M:5/9". */
  readonly string: string;
}

export interface CharStatus {
  readonly level: number;
  readonly xp: number;
  /** Experience still missing to the next level. */
  readonly xptnl: number;
  readonly gold: number;
  readonly race: string;
  readonly class: string;
  readonly fighting: boolean;
  /** Name of the opponent, "" out of combat. */
  readonly opponent: string;
  /** Opponent's hit points in percent, 0 out of combat. */
  readonly opponenthp: number;
}

export interface ItemEntry {
  readonly id: string;
  readonly name: string;
  /** GMCP letters: w worn, W wearable, c container, e edible, f fluid, t takeable, m monster. */
  readonly attrib: string;
  /** What to type to mean this one: "sword", "2.sword". */
  readonly keyword: string;
  /** Slot name of worn things. */
  readonly slot?: string;
}

export interface CharItemsList {
  /** `inv`, `room`, or `rep` and the id of a container. */
  readonly location: string;
  readonly items: readonly ItemEntry[];
}

/** One change of a list: Char.Items.Add and Char.Items.Update. */
export interface CharItemsChange {
  readonly location: string;
  readonly item: ItemEntry;
}

export interface CharItemsRemove {
  readonly location: string;
  readonly item: { readonly id: string };
}

/** Captions of the fields of Char.Status. */
export type CharStatusVars = { readonly [Field in keyof CharStatus]: string };

export interface CharStats {
  readonly str: number;
  readonly dex: number;
  readonly con: number;
  readonly int: number;
  readonly wis: number;
  readonly cha: number;
}

export interface CharMaxStats {
  readonly maxhp: number;
  readonly maxmana: number;
}

export interface CharWorth {
  readonly gold: number;
  readonly bank: number;
}

export interface RoomInfo {
  readonly num: number;
  readonly name: string;
  readonly desc: string;
  /** The same under both names that clients know. */
  readonly area: string;
  readonly zone: string;
  readonly environment: string;
  readonly terrain: string;
  readonly coords: string;
  /** Short direction → room number. */
  readonly exits: Readonly<Record<string, number>>;
  /** Short direction → "open" | "closed" | "locked", only where there is a door. */
  readonly doors: Readonly<Record<string, string>>;
  /** "shop", "bank", "safe" … */
  readonly details: readonly string[];
}

export interface RoomPlayer {
  readonly name: string;
  readonly fullname: string;
}

export interface RoomPlayers {
  readonly players: readonly RoomPlayer[];
}

export interface RoomRemovePlayer {
  readonly name: string;
}

export interface RoomWrongDir {
  /** Short direction. */
  readonly dir: string;
}

export interface CommChannelText {
  readonly channel: string;
  readonly talker: string;
  readonly text: string;
}

export interface CommChannelList {
  readonly channels: readonly {
    readonly name: string;
    readonly caption: string;
    /** What to type before the words. */
    readonly command: string;
  }[];
}

export interface CommChannelPlayers {
  readonly players: readonly { readonly name: string; readonly channels: readonly string[] }[];
}

/** How a member is; only of those in the same zone. */
export interface GroupMemberInfo {
  readonly lvl: number;
  readonly hp: number;
  readonly mhp: number;
  readonly mn: number;
  readonly mmn: number;
  /** Number of the room. */
  readonly room: number;
}

export interface GroupPackage {
  readonly leader: string;
  readonly members: readonly { readonly name: string; readonly info?: GroupMemberInfo }[];
}

export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly category: string;
}

export interface ServerCommands {
  readonly commands: readonly CommandEntry[];
}

export interface ServerWho {
  readonly players: readonly {
    readonly name: string;
    readonly level: number;
    readonly race: string;
    readonly class: string;
    readonly afk: boolean;
  }[];
}

/** What our browser client and MUD clients get. Names are compared without regard to case. */
export interface DataPackages {
  readonly "Char.Name": CharName;
  readonly "Char.Vitals": CharVitals;
  readonly "Char.Status": CharStatus;
  readonly "Char.Items.List": CharItemsList;
  readonly "Room.Info": RoomInfo;
  readonly "Room.Players": RoomPlayers;
  readonly "Comm.Channel.Text": CommChannelText;
  readonly Group: GroupPackage;
  readonly "Server.Commands": ServerCommands;
  readonly "Server.Who": ServerWho;
}

/** What MUD clients expect beside that: captions, changes of lists, answers to their requests. */
export interface MudClientPackages {
  readonly "Char.StatusVars": CharStatusVars;
  readonly "Char.Stats": CharStats;
  readonly "Char.MaxStats": CharMaxStats;
  readonly "Char.Worth": CharWorth;
  readonly "Char.Items.Add": CharItemsChange;
  readonly "Char.Items.Remove": CharItemsRemove;
  readonly "Char.Items.Update": CharItemsChange;
  readonly "Room.WrongDir": RoomWrongDir;
  readonly "Room.AddPlayer": RoomPlayer;
  readonly "Room.RemovePlayer": RoomRemovePlayer;
  readonly "Comm.Channel.List": CommChannelList;
  readonly "Comm.Channel.Players": CommChannelPlayers;
}

/** Package name in its written form → shape. */
export interface AllPackages extends DataPackages, MudClientPackages {}

/** The packages that our browser client gets. */
export type PackageName = keyof DataPackages;
export type AnyPackageName = keyof AllPackages;
