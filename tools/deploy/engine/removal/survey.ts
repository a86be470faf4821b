import { listEnvironments } from "../../bucket/environment/listed";
import type { Context } from "../../context/context";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import { byEnvironment, type Subject } from "../../plan/removal/subject";

/** All environments of an account and region, as they were found. */
export interface Survey {
  readonly subjects: readonly Subject[];
  /** By S3's clock. */
  readonly now: Date;
  /** ETags of the records, by the environments' names. */
  readonly etags: ReadonlyMap<string, string | undefined>;
  /** What environments.json says of a name; undefined if no entry covers it, or it cannot be a name. */
  readonly settingsOf: (name: string) => Environment | undefined;
}

/** Reads what the bucket has of all environments, mostly from its index, and pages of stacks. */
export async function survey(
  context: Pick<Context, "bucket" | "session" | "environmentNamed">,
): Promise<Survey> {
  const { bucket, session } = context;
  const [{ environments, now }, stacks] = await Promise.all([listEnvironments(bucket), allStacks(session)]);
  const listed = new Map(environments.map((one) => [one.name, one]));
  const settingsOf = (name: string): Environment | undefined => settingsIn(context, name);
  const names = new Set([...listed.keys(), ...stacks.keys()]);
  const subjects = [...names].sort().map((name): Subject => {
    const record = listed.get(name)?.record;
    return {
      name,
      settings: settingsOf(name),
      record: typeof record === "string" ? "unreadable" : record,
      stacks: stacks.get(name) ?? [],
    };
  });
  const etags = new Map(environments.map(({ name, etag }) => [name, etag]));
  return { subjects, now, etags, settingsOf };
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
