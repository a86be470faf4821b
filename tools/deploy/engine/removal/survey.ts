import { listEnvironments } from "../../bucket/environment/listed";
import type { Context } from "../../context/context";
import { byEnvironment, type Subject } from "../../plan/removal/subject";
import { settingsOf } from "../environments/settings";

/** All environments of an account and region, as they were found. */
export interface Survey {
  readonly subjects: readonly Subject[];
  /** By S3's clock. */
  readonly now: Date;
  /** ETags of the records, by the environments' names. */
  readonly etags: ReadonlyMap<string, string | undefined>;
}

/** Reads what the bucket has of all environments, mostly from its index, and pages of stacks. */
export async function survey(
  context: Pick<Context, "bucket" | "session" | "environmentNamed">,
): Promise<Survey> {
  const { bucket, session } = context;
  const [{ environments, now }, stacks] = await Promise.all([listEnvironments(bucket), session.stacks.all()]);
  const listed = new Map(environments.map((one) => [one.name, one]));
  const grouped = byEnvironment(stacks);
  const names = new Set([...listed.keys(), ...grouped.keys()]);
  const subjects = [...names].sort().map((name): Subject => {
    const record = listed.get(name)?.record;
    return {
      name,
      settings: settingsOf(context, name),
      record: typeof record === "string" ? "unreadable" : record,
      stacks: grouped.get(name) ?? [],
    };
  });
  const etags = new Map(environments.map(({ name, etag }) => [name, etag]));
  return { subjects, now, etags };
}
