import type { Context } from "../context/context";
import type { Orphan } from "../context/orphan";
import type { ServiceRun } from "../context/service-run";
import { FerryError } from "../error";
import { SERVICE_NAME } from "../manifest/schema";
import { isOf } from "../plan/desired";
import { stackName } from "../plan/names";
import { recordOf } from "./observation";

/** Checked, since the record's content is not trusted. */
const COMMIT = /^[0-9a-f]{7,64}(-dirty)?$/;

/**
 * Finds services that are in the environment's record but not in the repository, and whose stacks exist with Ferry's tags. One
 * call for each, and one for the record, unless it was read before.
 * @param present the names of all services of the repository
 */
export async function findOrphans(context: Context, present: ReadonlySet<string>): Promise<Orphan[]> {
  const { records, environment, session } = context;
  const record = records.known ?? (await recordOf(context));
  const others = Object.entries(record?.services ?? {}).filter(
    ([name]) => SERVICE_NAME.test(name) && !present.has(name),
  );
  const found = await Promise.all(
    others.map(async ([service, { at, commit }]): Promise<Orphan[]> => {
      const stack = await session.stacks.describe(stackName({ name: service }, environment));
      if (!stack || !isOf(stack.tags, service, environment)) return [];
      const known = commit !== undefined && COMMIT.test(commit);
      return [{ service, stack: stack.name, at, commit: known ? commit : null }];
    }),
  );
  return found.flat().sort((a, b) => (a.service < b.service ? -1 : 1));
}

/**
 * Requires that the tags of each orphan's stack assign it to that service and environment.
 * @throws FerryError `UsageInvalid` if there is no such stack, `StackForeign` if the tags differ
 */
export async function requireOrphans(
  { session, environment }: Context,
  outcomes: readonly ServiceRun[],
): Promise<void> {
  await Promise.all(
    outcomes.map(async ({ desired: { service, stack } }) => {
      const found = await session.stacks.describe(stack.name);
      if (!found) {
        throw new FerryError(
          "UsageInvalid",
          `--orphan ${service}: there is no stack ${stack.name} in ${environment.name}`,
          { next: "see //:plan, which lists what is not in this repository" },
        );
      }
      if (isOf(found.tags, service, environment)) return;
      throw new FerryError(
        "StackForeign",
        `the stack ${stack.name} does not belong to the service ${service} in ${environment.name}, by its tags`,
        { next: "delete it with the tool that created it" },
      );
    }),
  );
}
