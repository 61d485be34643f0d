/** In which schemas a zone is written that is offered: its snapshot, its row, and its players. */

import { PLAYER_SCHEMA } from "@ambon/game/player-state";
import { ZONE_SCHEMA } from "@ambon/game/state";
import { STORED_ZONE_SCHEMA } from "@ambon/game/stored-zone";

export interface ZoneSchemas {
  readonly snapshot: number;
  readonly row: number;
  readonly player: number;
}

export const OUR_SCHEMAS: ZoneSchemas = {
  snapshot: ZONE_SCHEMA,
  row: STORED_ZONE_SCHEMA,
  player: PLAYER_SCHEMA,
};

/** What is older is upgraded; what is newer only a newer build can read. */
export const canRead = ({ snapshot, row, player }: ZoneSchemas): boolean =>
  snapshot <= OUR_SCHEMAS.snapshot && row <= OUR_SCHEMAS.row && player <= OUR_SCHEMAS.player;
