import type { Context } from "../../context/context";
import { ServiceRun } from "../../context/service-run";
import { SERVICE_NAME } from "../../manifest/schema";
import type { ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { stackName } from "../../plan/names";
import { isOwnStack, type MayBeOf } from "../../plan/removal/belongings";
import type { Asked } from "../../plan/removal/obstacle";
import { type Subject, serviceOf } from "../../plan/removal/subject";
import { destroyAll, destroyStacks } from "../destroy";
import { recordOf } from "../observation";

/** Failures that a second attempt cannot change. */
const FINAL = new Set(["Interrupted", "AccessDenied", "LockLost", "LockUnreadable"]);

/**
 * Deletes all stacks of an environment, importers first; a deletion that fails is tried once more.
 * @returns the services, of the last attempt at each
 */
export async function deleteStacks(
  context: Context,
  subject: Subject,
  asked: Asked,
  mayBeOf: MayBeOf,
): Promise<readonly ServiceRun[]> {
  const services = await servicesOf(context, subject, mayBeOf);
  const first = services.map((service) => runOf(context, service));
  // One that has not expired may have been destroyed and created again since it was found: then the stacks have other ids.
  const seen = asked === "named" ? undefined : seenStacks(subject, first);
  if (seen) await destroyStacks(context, seen);
  else await destroyAll(context, first);
  const failed = first.filter(({ error, skipped }) => (error && !FINAL.has(error.code)) || skipped);
  if (failed.length === 0 || context.shared.failure || context.signal.aborted) return first;
  const again = failed.map(({ desired }) => runOf(context, desired.service));
  await destroyAll(context, again);
  return [...first.filter((one) => !failed.includes(one)), ...again];
}

/**
 * The stacks as they were found, so that they need not be looked at again: CloudFormation refuses to delete one that changes meanwhile,
 * and the second attempt looks. Undefined if one of them was changing, or is known by its name only.
 */
function seenStacks(
  { name, stacks }: Subject,
  runs: readonly ServiceRun[],
): ReadonlyMap<ServiceRun, ObservedStack> | undefined {
  const seen = new Map<ServiceRun, ObservedStack>();
  for (const run of runs) {
    const stack = stacks.find((one) => serviceOf(one, name) === run.desired.service);
    if (!stack || situation(stack.status) === "moving") return undefined;
    run.look({ stack, functions: {} });
    seen.set(run, stack);
  }
  return seen;
}

/**
 * Services with a stack: by the stacks' tags, and by the record of deployments, which also knows stacks that were only reserved
 * and have no tags yet. It is not trusted: a stack that it names counts only if it is the environment's.
 */
async function servicesOf(context: Context, { stacks }: Subject, mayBeOf: MayBeOf): Promise<string[]> {
  const { environment, session } = context;
  const tagged = new Set(stacks.flatMap((stack) => serviceOf(stack, environment.name) ?? []));
  const recorded = Object.keys((await recordOf(context))?.services ?? {}).filter(
    (service) => SERVICE_NAME.test(service) && !tagged.has(service),
  );
  const found = await Promise.all(
    recorded.map(async (service) => {
      const stack = await session.stacks.describe(stackName({ name: service }, environment));
      return stack && isOwnStack(stack, environment.name, mayBeOf) ? [service] : [];
    }),
  );
  return [...tagged, ...found.flat()].sort();
}

function runOf({ environment }: Context, service: string): ServiceRun {
  const stack = { name: stackName({ name: service }, environment) };
  return ServiceRun.named({ service, target: "", stack, functions: [] });
}
