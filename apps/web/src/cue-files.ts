/** The sounds of cues as files, for MUD clients that fetch what GMCP Client.Media names. */

import { cueWave } from "@ambon/data/cue-wave";
import { CUE_TONES, type CueName } from "@ambon/data/cues";
import { assetOf, type WebAsset } from "./assets.ts";

/** A sound's name stays when it changes. */
const A_DAY = "public, max-age=86400";

/** By URL path. */
export const cueFiles = (): ReadonlyMap<string, WebAsset> =>
  new Map(
    (Object.keys(CUE_TONES) as CueName[]).map((name) => [
      `/media/${name}.wav`,
      assetOf(cueWave(name), "audio/wav", A_DAY),
    ]),
  );
