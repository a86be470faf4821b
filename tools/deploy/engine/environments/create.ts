import type { EnvironmentRecord } from "../../bucket/environment/record";
import { EnvironmentRecords, Malformed } from "../../bucket/environment/records";
import { keys } from "../../bucket/keys";
import type { Context } from "../../context/context";
import type { Overlay } from "../overlay/overlay";
import type { Prepared } from "../prepare";
import { type FoundRecord, inUse } from "./open";

/** Who an environment is for, as the deploy that creates it knows. */
export type Purpose = Pick<EnvironmentRecord, "owner" | "branch" | "pullRequest" | "commit">;

type Creation = "written" | "was-there" | "being-removed";

/**
 * Writes the record of an environment that has none.
 * @param found what is in its place
 */
async function createRecord(
  context: Context,
  found: Exclude<FoundRecord, { readonly record: unknown }>,
  overlay: Overlay | undefined,
  purpose: Purpose,
): Promise<Creation> {
  const { bucket, environment } = context;
  const records = new EnvironmentRecords(bucket);
  // S3's time, by which it will expire: this machine's may be a ttl behind.
  const { now } = await bucket.list(keys.environment(environment.name));
  const first: EnvironmentRecord = { version: 1, ...purpose, created: now.toISOString() };
  await context.beforeWrite();
  if (await records.create(environment.name, inUse(first, context, overlay, now), found)) return "written";
  const other = await records.read(environment.name);
  const removing = other !== undefined && !(other instanceof Malformed) && other.record.removing;
  return removing ? "being-removed" : "was-there";
}

/** What a deploy found out about the record that it needs. */
export interface Completion {
  /** The environment was being removed: what was observed is gone. */
  readonly overtaken?: true;
  /** Why the record of an existing environment was written again, as a clause. */
  readonly rebuilt?: string;
}

/**
 * Sees to it that an ephemeral environment has a record, since it has to expire. Nothing is written for services that are not there and
 * not created.
 * @param found by `openRecord`
 * @param writes whether the deploy is about to write: then it looks once more whether a removal has begun, which one by name may at
 * any time
 */
export async function completeRecord(
  context: Context,
  found: FoundRecord,
  overlay: Overlay | undefined,
  services: readonly Prepared[],
  purpose: () => Promise<Purpose>,
  writes: boolean,
): Promise<Completion> {
  if (!context.environment.ephemeral) return {};
  if (found !== undefined && !(found instanceof Malformed))
    return writes && (await isRemoved(context)) ? { overtaken: true } : {};
  const exists = services.some(({ observed }) => observed.stack !== undefined);
  if (!exists && !creates(services)) return {};
  const creation = await createRecord(context, found, overlay, await purpose());
  if (creation === "being-removed") return { overtaken: true };
  if (creation === "was-there") return {};
  if (found) return { rebuilt: found.problem };
  return exists ? { rebuilt: "there was none" } : {};
}

async function isRemoved({ bucket, environment }: Context): Promise<boolean> {
  const now = await new EnvironmentRecords(bucket).read(environment.name);
  return now === undefined || (!(now instanceof Malformed) && now.record.removing !== undefined);
}

/** Writes the record of a lasting environment after the deploy that has created stacks of it. Nothing depends on it, so it may fail. */
export async function recordLasting(
  context: Context,
  services: readonly Prepared[],
  purpose: () => Promise<Purpose>,
): Promise<void> {
  if (context.environment.ephemeral || context.touched.size === 0 || !creates(services)) return;
  await createRecord(context, undefined, undefined, await purpose()).catch(() => undefined);
}

function creates(services: readonly Prepared[]): boolean {
  return services.some(({ plan }) => plan.stack.action === "create");
}
