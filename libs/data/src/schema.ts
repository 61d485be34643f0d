/**
 * What each data package is: when it is sent and what its fields mean. GMCP, the browser's JSON
 * and docs/data-packages.md follow from these tables.
 */

import { MUD_CLIENT_SPECS } from "./mud-client-specs.ts";
import type { AnyPackageSpec, PackageSpec } from "./package-spec.ts";
import type { AllPackages, AnyPackageName, PackageName } from "./packages.ts";
import { SHARED_SPECS } from "./shared-specs.ts";

export const PACKAGE_SPECS: { readonly [P in AnyPackageName]: PackageSpec<AllPackages[P]> } = {
  ...SHARED_SPECS,
  ...MUD_CLIENT_SPECS,
};

/** What our browser client gets, in the order of the table. */
export const BROWSER_PACKAGE_NAMES = Object.keys(SHARED_SPECS) as readonly PackageName[];

/** All package names as written, in the order of the tables. */
export const PACKAGE_NAMES = Object.keys(PACKAGE_SPECS) as readonly AnyPackageName[];

const BY_LOWER_CASE: ReadonlyMap<string, AnyPackageName> = new Map(
  PACKAGE_NAMES.map((name) => [name.toLowerCase(), name]),
);

/** The written form of a name in any case; undefined when there is no such package. */
export const packageNamed = (name: string): AnyPackageName | undefined =>
  BY_LOWER_CASE.get(name.toLowerCase());

export const specOf = (name: AnyPackageName): AnyPackageSpec => PACKAGE_SPECS[name];
