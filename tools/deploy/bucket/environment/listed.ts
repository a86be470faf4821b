import type { ListedObject } from "../../aws/s3/s3";
import type { Bucket } from "../bucket";
import { ENVIRONMENTS, keys } from "../keys";
import { LEASE } from "../lock/lock";
import {
  type Index,
  indexText,
  isIndexed,
  type LastDeploy,
  parseIndex,
  type Summary,
  summarize,
} from "./index-file";
import type { EnvironmentRecord } from "./record";

/** Objects read at once. */
const READS_AT_ONCE = 20;

/** S3's times are in whole seconds. */
const PRECISION = 1_000;

/** An environment that has objects in the bucket. */
export interface ListedEnvironment {
  /** From a key: any text. */
  readonly name: string;
  /** A string if it is no record: what is wrong with it; undefined if there is none. */
  readonly record: EnvironmentRecord | string | undefined;
  /** Of the record; undefined if there is none. */
  readonly etag: string | undefined;
  /** By service. */
  readonly deploys: Readonly<Record<string, LastDeploy>>;
  /** Services whose lock was acquired or renewed so lately that it is still held, unless its holder has ended. */
  readonly locked: readonly string[];
}

/** All environments that have objects in the bucket, and S3's time. */
export interface ListedEnvironments {
  readonly environments: readonly ListedEnvironment[];
  readonly now: Date;
}

/**
 * Lists the environments by two calls, and one for each record that has changed since the index was written, which then is written
 * anew if that is possible: it never fails for that.
 */
export async function listEnvironments(bucket: Bucket): Promise<ListedEnvironments> {
  const [{ objects, now }, found] = await Promise.all([
    bucket.list(ENVIRONMENTS),
    bucket.get(keys.environmentIndex()),
  ]);
  const before = parseIndex(found?.text ?? "");
  const indexed = objects.filter(({ key }) => isIndexed(key));
  const { index, problems } = await refreshed(bucket, before, indexed);
  if (isChanged(before, index))
    await bucket
      .put(keys.environmentIndex(), indexText(index), found ? { etag: found.etag } : "absent")
      .catch(() => undefined);
  const folders = Map.groupBy(objects, ({ key }) => /^environments\/([^/]+)\//.exec(key)?.[1]);
  const environments = [...folders].flatMap(([name, files]): ListedEnvironment[] => {
    if (name === undefined) return [];
    const [own, deployed] = [index[keys.environment(name)]?.summary, index[keys.record(name)]?.summary];
    return [
      {
        name,
        etag: index[keys.environment(name)]?.etag,
        record: own && "record" in own ? own.record : problems.get(keys.environment(name)),
        deploys: deployed && "services" in deployed ? deployed.services : {},
        locked: lockedServices(name, files, now),
      },
    ];
  });
  return { environments, now };
}

/** The index as the objects are now; and, by their keys, what is wrong with those that are no records. */
async function refreshed(
  bucket: Bucket,
  before: Index,
  objects: readonly ListedObject[],
): Promise<{ readonly index: Index; readonly problems: ReadonlyMap<string, string> }> {
  const index: Record<string, Index[string]> = {};
  const problems = new Map<string, string>();
  const queue = objects.values();
  const work = async (): Promise<void> => {
    for (const { key, etag } of queue) {
      const known = Object.hasOwn(before, key) ? before[key] : undefined;
      if (known?.etag === etag) {
        index[key] = known;
        continue;
      }
      const stored = await bucket.get(key);
      if (!stored) continue;
      const said: Summary | string = summarize(key, stored.text);
      if (typeof said === "string") problems.set(key, said);
      else index[key] = { etag: stored.etag, summary: said };
    }
  };
  await Promise.all(Array.from({ length: READS_AT_ONCE }, work));
  return { index, problems };
}

function isChanged(before: Index, after: Index): boolean {
  const keysAfter = Object.keys(after);
  return (
    keysAfter.length !== Object.keys(before).length ||
    keysAfter.some((key) => before[key]?.etag !== after[key]?.etag)
  );
}

function lockedServices(name: string, files: readonly ListedObject[], now: Date): string[] {
  const prefix = keys.lock(name, "").replace(/\.json$/, "");
  return files
    .filter(
      ({ key, lastModified }) =>
        key.startsWith(prefix) && now.getTime() - lastModified.getTime() <= LEASE + PRECISION,
    )
    .map(({ key }) => key.slice(prefix.length).replace(/\.json$/, ""));
}
