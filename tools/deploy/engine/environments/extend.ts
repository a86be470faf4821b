import type { EnvironmentRecord } from "../../bucket/environment/record";
import { EnvironmentRecords, Malformed } from "../../bucket/environment/records";
import { type Context, guardAccount } from "../../context/context";
import { durationOf } from "../../environment/duration";
import { longestTtl } from "../../environment/expiry";
import { FerryError } from "../../error";

/**
 * Sets the end of an environment to a time from now, unless it is later already, or it has none.
 * @param length `12h` or `3d`; its `ttl` unless given
 * @returns its record then, and whether its end has moved
 * @throws FerryError `UsageInvalid`, `EnvironmentUnknown`, `Contended`
 */
export async function extendEnvironment(
  context: Context,
  length = context.environment.ttl,
): Promise<{ readonly record: EnvironmentRecord; readonly moved: boolean }> {
  const { environment, bucket } = context;
  const { name } = environment;
  const milliseconds = lengthOf(context, length);
  await guardAccount(context);
  const records = new EnvironmentRecords(bucket);
  const found = await records.read(name);
  if (found === undefined || found instanceof Malformed) {
    const problem = found ? `the record of ${name} is malformed: ${found.problem}` : `${name} has no record`;
    throw new FerryError("EnvironmentUnknown", problem, {
      next: `deploy to it, which writes its record; or see what there is: ./bazelw run //:env -- list --env ${name}`,
    });
  }
  const end = new Date(found.now.getTime() + milliseconds);
  await context.beforeWrite();
  const stored = await records.change(
    name,
    (before) =>
      before.removing || before.expires === undefined || Date.parse(before.expires) >= end.getTime()
        ? before
        : { ...before, expires: end.toISOString() },
    found,
  );
  if (stored && !(stored instanceof Malformed) && !stored.record.removing)
    return { record: stored.record, moved: stored.record.expires !== found.record.expires };
  throw new FerryError("Contended", `${name} is being removed`, {
    next: `create it again: ./bazelw run //:deploy -- --env ${name}`,
  });
}

function lengthOf({ environment }: Context, text: string | undefined): number {
  const { name, ephemeral } = environment;
  const invalid = (message: string, next: string): FerryError =>
    new FerryError("UsageInvalid", message, { next });
  if (!ephemeral) throw invalid(`${name} does not expire: it is not ephemeral`, "see environments.json");
  const most = longestTtl(environment);
  if (text === undefined) throw invalid("it is not said for how long", `give --for, at most ${most}`);
  const length = durationOf(text);
  if (length === undefined)
    throw invalid(`"${text}" is no duration`, "give whole hours or days, such as 12h or 3d");
  if (length > (durationOf(most) ?? 0))
    throw invalid(
      `${name} may be kept for at most ${most} from now, and not ${text}`,
      `give less, or raise "maxTtl" in platform/environments.json`,
    );
  return length;
}
