import { EnvironmentRecords, Malformed } from "../../bucket/environment/records";
import { ENVIRONMENTS } from "../../bucket/keys";
import { forEachLimited } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import { byEnvironment, type RecordClaims, type Subject } from "../../plan/removal/subject";

/** Records read at once. */
const READS_AT_ONCE = 20;

/** All environments of an account and region, as they were found. */
export interface Survey {
  readonly subjects: readonly Subject[];
  /** By S3's clock. */
  readonly now: Date;
  /** What environments.json says of a name; undefined if no entry covers it, or it cannot be a name. */
  readonly settingsOf: (name: string) => Environment | undefined;
}

/** Reads the records and stacks of all environments: a list of keys, an object for each environment, and pages of stacks. */
export async function survey(
  context: Pick<Context, "bucket" | "session" | "environmentNamed">,
): Promise<Survey> {
  const { bucket, session } = context;
  const [folders, stacks] = await Promise.all([
    bucket.keys(ENVIRONMENTS).then(foldersOf),
    allStacks(session),
  ]);
  const records = new Map<string, RecordClaims | "unreadable" | undefined>();
  let now = new Date(0);
  const store = new EnvironmentRecords(bucket);
  await forEachLimited(folders, READS_AT_ONCE, async (name) => {
    const found = await readClaims(store, name);
    records.set(name, found?.record);
    if (found?.now && found.now > now) now = found.now;
  });
  const settingsOf = (name: string): Environment | undefined => settingsIn(context, name);
  const names = new Set([...records.keys(), ...stacks.keys()]);
  const subjects = [...names].sort().map(
    (name): Subject => ({
      name,
      settings: settingsOf(name),
      record: records.get(name),
      stacks: stacks.get(name) ?? [],
    }),
  );
  return { subjects, now, settingsOf };
}

/** What is in the place of a record, and S3's time if it is one; undefined for nothing. */
async function readClaims(
  store: EnvironmentRecords,
  name: string,
): Promise<{ readonly record: RecordClaims | "unreadable"; readonly now?: Date } | undefined> {
  try {
    const found = await store.read(name);
    return found instanceof Malformed ? { record: "unreadable" } : found;
  } catch (error) {
    if (error instanceof FerryError && error.code === "DeployerOutdated") return { record: "unreadable" };
    throw error;
  }
}

function foldersOf(keys: readonly string[]): string[] {
  const folders = keys.flatMap((key) => /^environments\/([^/]+)\//.exec(key)?.[1] ?? []);
  return [...new Set(folders)];
}

async function allStacks({
  stacks,
}: Context["session"]): Promise<ReadonlyMap<string, readonly ObservedStack[]>> {
  const all: ObservedStack[] = [];
  for await (const page of stacks.list()) all.push(...page);
  return byEnvironment(all);
}

function settingsIn(
  { environmentNamed }: Pick<Context, "environmentNamed">,
  name: string,
): Environment | undefined {
  try {
    return environmentNamed(name);
  } catch (error) {
    if (error instanceof FerryError && error.code === "EnvironmentUnknown") return undefined;
    throw error;
  }
}
