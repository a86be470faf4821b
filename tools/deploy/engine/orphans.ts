import type { Context } from "../context/context";
import type { Orphan } from "../context/orphan";
import type { ServiceRun } from "../context/service-run";
import { FerryError } from "../error";
import { SERVICE_NAME } from "../manifest/schema";
import { isOf } from "../plan/desired";
import { stackName } from "../plan/names";
import { recordOf } from "./observation";

/** As the record has it; whoever may write the record may write anything. */
const COMMIT = /^[0-9a-f]{7,64}(-dirty)?$/;

/**
 * Finds the services that the environment's record has and the repository does not, and whose stacks stand there with Ferry's tags. One call for each
 * that the record has, and one for the record, unless it was read before.
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
 * Refuses to take services for orphans that are none: only the tags of their stacks say whose they are.
 * @throws FerryError `UsageInvalid` where there is no such stack, `StackForeign` where it is another one's
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
        `the stack ${stack.name} is not that of the service ${service} in ${environment.name}: its tags do not say so`,
        { next: "delete it with the tool that made it" },
      );
    }),
  );
}
