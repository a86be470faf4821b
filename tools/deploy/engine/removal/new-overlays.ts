import { EnvironmentRecords, Malformed } from "../../bucket/environment/records";
import { ENVIRONMENTS, keys } from "../../bucket/keys";
import type { Context } from "../../context/context";
import type { RecordClaims } from "../../plan/removal/subject";

/** What was found when a removal was planned, which may be long before it is confirmed. */
export interface PlannedAt {
  /** ETags of the records of all environments, by their names. */
  readonly etags: ReadonlyMap<string, string | undefined>;
  /** Environments that it removes: overlays among them go before their base. */
  readonly going: ReadonlySet<string>;
}

/**
 * Environments that have come to rest on one since its removal was planned: by one call, and one for each record that was written
 * since.
 * @param own its record: an overlay itself is no base
 */
export async function newOverlays(
  { bucket, environment: { name: base } }: Context,
  own: RecordClaims | "unreadable" | undefined,
  { etags, going }: PlannedAt,
): Promise<readonly string[]> {
  if (typeof own === "object" && own.base !== undefined) return [];
  const records = new EnvironmentRecords(bucket);
  const { objects } = await bucket.list(ENVIRONMENTS);
  const written = objects.flatMap(({ key, etag }) => {
    const name = key.split("/")[1] ?? "";
    const isOther = key === keys.environment(name) && name !== base && !going.has(name);
    return isOther && etags.get(name) !== etag ? [name] : [];
  });
  const found = await Promise.all(
    written.map(async (name) => {
      const stored = await records.read(name);
      return stored && !(stored instanceof Malformed) && stored.record.base === base ? [name] : [];
    }),
  );
  return found.flat();
}
