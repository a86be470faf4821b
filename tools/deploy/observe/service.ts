import type { AwsSession } from "../aws/session";
import { LIVE, type ObservedFunction, type ObservedService, type ObservedStack } from "../model/observed";
import { mayHoldResources, situation } from "../model/situation";

/** What to observe, by physical names. */
export interface Subject {
  readonly stack: string;
  readonly functions: readonly string[];
  /** Whether the text of the deployed template is needed: reading it takes a call. */
  readonly needsTemplate: (stack: ObservedStack) => boolean;
}

/** What to observe of a service. */
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
 * Reads the observed state of a service: one call for the stack and two per function, concurrently. A stack may thus show as
 * complete and its functions as they were before: if functions are missing, they are read again, after the stack.
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
  // The stack may have been deleted, or have begun to change, in between.
  const still = await observeStack(session, subject);
  if (still === undefined) return { functions: again };
  return { stack: still, functions: await withAliases(session, still, again) };
}

/**
 * Adds the aliases, if the stack was read with its template: its change, or a rolled back update, may mean that the aliases'
 * settings differ from the template's.
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

/** Whether all functions exist with their alias, as in a complete stack. */
export function areThere(functions: ObservedService["functions"]): boolean {
  return Object.values(functions).every(({ live, latest }) => live !== undefined && latest !== undefined);
}

/** Reads only the functions of a service, as after its stack has changed. */
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

/** Adds the text of the template, if needed, and the remaining resources, if the stack is dead. */
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
