import { isDeepStrictEqual } from "node:util";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import { own } from "../json/own";
import { hasConfiguration } from "../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../model/observed";

/** A difference between a function and what was last deployed: it was changed outside Ferry. */
export type Drift =
  /** The alias `live` was moved; `to` is null if it was deleted. */
  | { readonly kind: "alias"; readonly from: string; readonly to: string | null }
  /** The code of `$LATEST` is not what was deployed. */
  | { readonly kind: "code" }
  /** Settings of `$LATEST` are not those that were deployed: their names, as far as known. No values. */
  | { readonly kind: "configuration"; readonly settings: readonly string[] };

/**
 * The drift of a function from the environment's record. None is known if the function is not recorded or its last deploy did not
 * complete; settings are not compared if the recording deployer covers others. After a rollback only the alias is compared, since
 * `$LATEST` is then ahead of it.
 * @param name the function's name in the manifest
 */
export function driftOf(
  recorded: ServiceRecord | undefined,
  name: string,
  { live, latest }: ObservedFunction,
): Drift[] {
  const one = own(recorded?.functions, name);
  if (!one || recorded?.pending) return [];
  const drift: Drift[] = [];
  if (live?.version !== one.version)
    drift.push({ kind: "alias", from: one.version, to: live?.version ?? null });
  if (!latest || one.behind) return drift;
  if (latest.sha256 !== one.sha256) drift.push({ kind: "code" });
  if (hasConfiguration(latest, one.configuration) === false)
    drift.push({ kind: "configuration", settings: settings(one, live, latest) });
  return drift;
}

/** Names of the settings that differ; none if the deployed version is not the observed one. */
function settings(one: FunctionRecord, live: FunctionVersion | undefined, latest: FunctionVersion): string[] {
  if (live?.version !== one.version) return [];
  return differing(live.configuration, latest.configuration).flatMap((name) =>
    name === "Environment"
      ? differing(live.configuration[name], latest.configuration[name]).map((key) => `${name}.${key}`)
      : [name],
  );
}

function differing(from: unknown, to: unknown): string[] {
  const [before, after] = [from, to].map((side) => Object(side) as Record<string, unknown>);
  const names = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])].sort();
  return names.filter((name) => !isDeepStrictEqual(before?.[name], after?.[name]));
}
