import type { AwsSession } from "../aws/session";
import type { DesiredFunction, DesiredService } from "../plan/desired";
import { needsTemplate } from "../plan/stack";
import { LIVE, type ObservedFunction, type ObservedService, type ObservedStack } from "./state";

/** Reads what stands for a service: one call for the stack and two a function, all at once. */
export async function observeService(session: AwsSession, desired: DesiredService): Promise<ObservedService> {
  const [stack, functions] = await Promise.all([
    observeStack(session, desired),
    observeFunctions(session, desired.functions),
  ]);
  return { functions, ...(stack === undefined ? {} : { stack }) };
}

/** Reads the functions of a service alone, as after its stack has changed. */
export async function observeFunctions(
  session: AwsSession,
  functions: readonly DesiredFunction[],
): Promise<ObservedService["functions"]> {
  const observed = await Promise.all(functions.map(({ name }) => observeFunction(session, name)));
  return Object.fromEntries(functions.map(({ name }, index) => [name, observed[index] ?? {}]));
}

/** The template is read only if the plan depends on it. */
async function observeStack(
  session: AwsSession,
  desired: DesiredService,
): Promise<ObservedStack | undefined> {
  const stack = await session.stacks.describe(desired.stack.name);
  if (!stack || !needsTemplate(desired.stack, stack)) return stack;
  const template = await session.stacks.template(stack.name);
  return template === undefined ? stack : { ...stack, template };
}

async function observeFunction(session: AwsSession, name: string): Promise<ObservedFunction> {
  const [live, latest] = await Promise.all([
    session.functions.version(name, LIVE),
    session.functions.version(name, "$LATEST"),
  ]);
  return { ...(live === undefined ? {} : { live }), ...(latest === undefined ? {} : { latest }) };
}
