import { isDeepStrictEqual } from "node:util";
import type { FunctionRecord, ServiceRecord } from "../bucket/record/record";
import { own } from "../json/own";
import { hasConfiguration } from "../model/configuration-digest";
import type { FunctionVersion, ObservedFunction } from "../model/observed";

/** Something about a function that is not as the last deploy left it: someone changed it past Ferry. */
export type Drift =
  /** The alias `live` was moved; `to` is null where it is gone. */
  | { readonly kind: "alias"; readonly from: string; readonly to: string | null }
  /** The code of `$LATEST` is not what was deployed. */
  | { readonly kind: "code" }
  /** Settings of `$LATEST` are not those that were deployed: their names, as far as what is live tells them. No values. */
  | { readonly kind: "configuration"; readonly settings: readonly string[] };

/**
 * How a function has drifted from the environment's record. Nothing can be said of one that is not in it, or whose last deploy did
 * not end, and nothing of the settings where the deployer that recorded them covers others. After a rollback only the alias is
 * compared: `$LATEST` is ahead of what is live then.
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

/** Names of the settings that differ; none where the version that was deployed is not the one that was looked at. */
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
