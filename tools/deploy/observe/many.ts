import type { AwsSession } from "../aws/session";
import { own } from "../json/own";
import type { FunctionVersion, ObservedFunction, ObservedService, ObservedStack } from "../model/observed";
import { situation } from "../model/situation";
import { isMany, mayList, pagesOfFunctions, pagesOfStacks } from "./list-or-get";
import { readPages } from "./pages";
import {
  confirmed,
  type RecordedFunction,
  type RecordedService,
  recordedAsWanted,
  type WantedFunction,
} from "./recorded";
import { areThere, observeFunctions, type Subject, withAliases, withTemplate } from "./service";

/** A service that many are looked at with. */
export interface ManySubject extends Omit<Subject, "functions"> {
  readonly service: string;
  /** SHA-256 of the template that is wanted. */
  readonly templateDigest: string;
  /** Whether the stack stands as it is wanted: otherwise its functions will change with it. */
  readonly isCurrent: (stack: ObservedStack) => boolean;
  readonly functions: readonly WantedFunction[];
}

/** Where the knowledge comes from that spares looks. */
export interface Knowledge {
  /** Reads the environment's record, by service; undefined for none. */
  readonly record: () => Promise<Readonly<Record<string, RecordedService>> | undefined>;
  /** Look at each function, whatever the record says. */
  readonly lookAtEach: boolean;
}

/**
 * Reads what stands for many services in few calls: stacks by pages, and one GetObject and pages of ListFunctions in place of two
 * calls for each function whose service stands as the record says it was left. All other functions are looked at.
 * @returns by the stack's name. A service is not among them if its stack is changing, so that it has to be waited for, or if a function
 * is missing that its stack should have, so that another look has to tell; none is if they are few: then looking at each is quicker and
 * sees more.
 */
export async function observeMany(
  session: AwsSession,
  subjects: readonly ManySubject[],
  knowledge: Knowledge,
): Promise<ReadonlyMap<string, ObservedService>> {
  const size = { functions: subjects.flatMap(({ functions }) => functions).length, stacks: subjects.length };
  if (!isMany(size)) return new Map();
  const [stacks, recorded] = await Promise.all([
    observeStacks(session, subjects),
    knowledge.lookAtEach || !mayList(size.functions) ? undefined : recordedFunctions(subjects, knowledge),
  ]);
  // Where a stack is to change, its functions do as well; where there is none, neither are they.
  const hoped = new Map<string, RecordedFunction>();
  for (const subject of subjects) {
    const stack = stacks.get(subject.stack);
    if (!stack || situation(stack.status) === "moving" || !subject.isCurrent(stack)) continue;
    for (const { name } of subject.functions) {
      const one = recorded?.get(name);
      if (one) hoped.set(name, one);
    }
  }
  const listing = listFunctions(session, new Set(hoped.keys()));
  const observed = await Promise.all(
    subjects.map((subject) => observeOne(session, subject, stacks.get(subject.stack), hoped, listing)),
  );
  return new Map(
    subjects.flatMap(({ stack }, index) => {
      const one = observed[index];
      return one === undefined ? [] : [[stack, one] as const];
    }),
  );
}

/** What the record says of the functions that by it stand as they are wanted, by their physical names. */
async function recordedFunctions(
  subjects: readonly ManySubject[],
  { record }: Knowledge,
): Promise<ReadonlyMap<string, RecordedFunction>> {
  const services = (await record()) ?? {};
  const found = new Map<string, RecordedFunction>();
  for (const { service, templateDigest, functions } of subjects) {
    const recorded = own(services, service);
    for (const wanted of functions) {
      const one = recordedAsWanted(recorded, templateDigest, wanted);
      if (one) found.set(wanted.name, one);
    }
  }
  return found;
}

/** Stacks by name: from pages, and one by one those that the pages were too many to show. */
async function observeStacks(
  session: AwsSession,
  subjects: readonly ManySubject[],
): Promise<ReadonlyMap<string, ObservedStack>> {
  const names = new Set(subjects.map(({ stack }) => stack));
  const { found, complete } = await readPages(
    session.stacks.list(),
    ({ name }) => name,
    names,
    pagesOfStacks(names.size),
  );
  if (complete) return found;
  const all = new Map(found);
  await Promise.all(
    [...names].map(async (name) => {
      const stack = all.get(name) ?? (await session.stacks.describe(name));
      if (stack) all.set(name, stack);
    }),
  );
  return all;
}

/** `$LATEST` of the given functions, as far as a list shows it for less than a look at each would cost. */
async function listFunctions(
  session: AwsSession,
  names: ReadonlySet<string>,
): Promise<ReadonlyMap<string, FunctionVersion>> {
  if (!mayList(names.size)) return new Map();
  const limit = pagesOfFunctions(names.size, await session.functions.count());
  const { found } = await readPages(session.functions.list(), ({ name }) => name, names, limit);
  return new Map([...found].map(([name, { latest }]) => [name, latest]));
}

async function observeOne(
  session: AwsSession,
  subject: ManySubject,
  stack: ObservedStack | undefined,
  hoped: ReadonlyMap<string, RecordedFunction>,
  listing: Promise<ReadonlyMap<string, FunctionVersion>>,
): Promise<ObservedService | undefined> {
  if (!stack) return { functions: {} };
  if (situation(stack.status) === "moving") return undefined;
  const names = subject.functions.map(({ name }) => name);
  const certain = names.filter((name) => !hoped.has(name));
  const [full, looked, spared] = await Promise.all([
    withTemplate(session, stack, subject.needsTemplate),
    observeFunctions(session, certain),
    sparedLooks(names, hoped, listing),
  ]);
  const doubtful = names.filter((name) => hoped.has(name) && !spared[name]);
  const functions = { ...looked, ...spared, ...(await observeFunctions(session, doubtful)) };
  if (subject.isCurrent(full) && !areThere(functions)) return undefined;
  return { stack: full, functions: await withAliases(session, full, functions) };
}

/** The functions that stand as recorded, and so need no look. */
async function sparedLooks(
  names: readonly string[],
  hoped: ReadonlyMap<string, RecordedFunction>,
  listing: Promise<ReadonlyMap<string, FunctionVersion>>,
): Promise<Record<string, ObservedFunction>> {
  const spared: Record<string, ObservedFunction> = {};
  const listed = await listing;
  for (const name of names) {
    const recorded = hoped.get(name);
    const latest = listed.get(name);
    const one = recorded && latest && confirmed(latest, recorded);
    if (one) spared[name] = one;
  }
  return spared;
}
