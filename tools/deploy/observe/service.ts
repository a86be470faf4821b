import type { AwsSession } from "../aws/session";
import { LIVE, type ObservedFunction, type ObservedService, type ObservedStack } from "../model/observed";
import { mayHoldResources, situation } from "../model/situation";

/** What to look at, by physical names. */
export interface Subject {
  readonly stack: string;
  readonly functions: readonly string[];
  /** Whether the text of the deployed template decides something: reading it takes a call. */
  readonly needsTemplate: (stack: ObservedStack) => boolean;
}

/** What to look at of a service. */
export function subjectOf(
  { stack, functions }: { readonly stack: Named; readonly functions: readonly Named[] },
  needsTemplate: Subject["needsTemplate"] = () => false,
): Subject {
  return { stack: stack.name, functions: functions.map(({ name }) => name), needsTemplate };
}

/** By its physical name. */
interface Named {
  readonly name: string;
}

/**
 * Reads what stands for a service: one call for the stack and two a function, all at once. So a stack that is being created may
 * be seen when it is done, and its functions as they were before: where the two contradict each other, the functions are looked at
 * again, after the stack, until they agree or have said the same twice.
 */
export async function observeService(session: AwsSession, subject: Subject): Promise<ObservedService> {
  const [stack, functions] = await Promise.all([
    observeStack(session, subject),
    observeFunctions(session, subject.functions),
  ]);
  if (stack === undefined) return { functions };
  if (situation(stack.status) !== "steady" || areThere(functions))
    return { stack, functions: await withAliases(session, stack, functions) };
  const again = await observeFunctions(session, subject.functions);
  if (areThere(again)) return { stack, functions: await withAliases(session, stack, again) };
  // Nor may the stack have been deleted, or have begun to change, in between.
  const still = await observeStack(session, subject);
  if (still === undefined) return { functions: again };
  return { stack: still, functions: await withAliases(session, still, again) };
}

/**
 * The functions with their aliases, where the stack was read as a whole: it is to change, or an update of it was rolled back, and so the
 * settings of the aliases may be others than the template's.
 */
export async function withAliases(
  session: AwsSession,
  stack: ObservedStack,
  functions: ObservedService["functions"],
): Promise<ObservedService["functions"]> {
  if (stack.template === undefined) return functions;
  const aliases = await Promise.all(
    Object.entries(functions).map(async ([name, one]) =>
      one.live === undefined ? [name, one] : [name, { ...one, alias: await session.functions.live(name) }],
    ),
  );
  return Object.fromEntries(aliases);
}

/** Whether all functions are there with their alias, as they are where a stack stands that has them. */
export function areThere(functions: ObservedService["functions"]): boolean {
  return Object.values(functions).every(({ live, latest }) => live !== undefined && latest !== undefined);
}

/** Reads the functions of a service alone, as after its stack has changed. */
export async function observeFunctions(
  session: AwsSession,
  names: readonly string[],
): Promise<ObservedService["functions"]> {
  const observed = await Promise.all(names.map((name) => observeFunction(session, name)));
  return Object.fromEntries(names.map((name, index) => [name, observed[index] ?? {}]));
}

async function observeStack(session: AwsSession, subject: Subject): Promise<ObservedStack | undefined> {
  const stack = await session.stacks.describe(subject.stack);
  return stack && (await withTemplate(session, stack, subject.needsTemplate));
}

/** The stack with the text of its template, where that is needed, and with what is left of it, where it is dead. */
export async function withTemplate(
  session: AwsSession,
  stack: ObservedStack,
  needsTemplate: Subject["needsTemplate"],
): Promise<ObservedStack> {
  if (!needsTemplate(stack)) return stack;
  const [template, remaining] = await Promise.all([
    session.stacks.template(stack.name),
    mayHoldResources(stack.status) ? session.stacks.remaining(stack.name) : undefined,
  ]);
  return {
    ...stack,
    ...(template === undefined ? {} : { template }),
    ...(remaining === undefined ? {} : { remaining }),
  };
}

async function observeFunction(session: AwsSession, name: string): Promise<ObservedFunction> {
  const [live, latest] = await Promise.all([
    session.functions.version(name, LIVE),
    session.functions.version(name, "$LATEST"),
  ]);
  return { ...(live === undefined ? {} : { live }), ...(latest === undefined ? {} : { latest }) };
}
