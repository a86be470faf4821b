import type { AwsSession } from "../aws/session";
import { LIVE, type ObservedFunction, type ObservedService, type ObservedStack } from "../state/observed";

/** What to look at, by physical names. */
export interface Subject {
  readonly stack: string;
  readonly functions: readonly string[];
  /** Whether the text of the deployed template decides something: reading it takes a call. */
  readonly needsTemplate: (stack: ObservedStack) => boolean;
}

/** Reads what stands for a service: one call for the stack and two a function, all at once. */
export async function observeService(session: AwsSession, subject: Subject): Promise<ObservedService> {
  const [stack, functions] = await Promise.all([
    observeStack(session, subject),
    observeFunctions(session, subject.functions),
  ]);
  return { functions, ...(stack === undefined ? {} : { stack }) };
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

/** The stack with the text of its template, where that is needed. */
export async function withTemplate(
  session: AwsSession,
  stack: ObservedStack,
  needsTemplate: Subject["needsTemplate"],
): Promise<ObservedStack> {
  if (!needsTemplate(stack)) return stack;
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
