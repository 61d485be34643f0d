/**
 * The data packages that the server offers: one typed shape each, from which GMCP, the browser's
 * JSON and the docs page follow. Keys are what clients know from GMCP; numbers are integers.
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
  readonly location: "inv" | "room";
  readonly items: readonly ItemEntry[];
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

export interface RoomPlayers {
  readonly players: readonly { readonly name: string; readonly fullname: string }[];
}

export interface CommChannelText {
  readonly channel: string;
  readonly talker: string;
  readonly text: string;
}

export interface GroupPackage {
  readonly leader: string;
  readonly members: readonly { readonly name: string }[];
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

/** Package name in its written form → shape. Names are compared without regard to case. */
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

export type PackageName = keyof DataPackages;
