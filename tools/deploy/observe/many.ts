import type { AwsSession } from "../aws/session";
import { own } from "../json/own";
import type { FunctionVersion, ObservedFunction, ObservedService, ObservedStack } from "../model/observed";
import { situation } from "../model/situation";
import { isMany, mayList, pagesOfFunctions, pagesOfStacks } from "./list-or-get";
import { readPages } from "./pages";
import {
  confirmed,
  type FunctionSubject,
  type RecordedFunction,
  type RecordedService,
  recordedAsDesired,
} from "./recorded";
import { areThere, observeFunctions, type Subject, withAliases, withTemplate } from "./service";

/** A service to observe together with many others. */
export interface ManySubject extends Omit<Subject, "functions"> {
  readonly service: string;
  /** SHA-256 of the desired template. */
  readonly templateDigest: string;
  /** Whether the stack is up to date: otherwise its functions will change with it. */
  readonly isCurrent: (stack: ObservedStack) => boolean;
  readonly functions: readonly FunctionSubject[];
}

/** A list that ends within so many pages shows which stacks are absent; of a longer one, they are asked for by name. */
const FEW_PAGES = 2;

/** Sources of knowledge that save reading each function. */
export interface Knowledge {
  /** Reads the environment's record, by service; undefined if there is none. */
  readonly record: () => Promise<Readonly<Record<string, RecordedService>> | undefined>;
  /** Read each function, whatever the record says. */
  readonly lookAtEach: boolean;
  /** Whether to list stacks even for few services, since many of them will not be there: one page shows that in most accounts. */
  readonly mostAbsent?: boolean;
}

/**
 * Observes many services in few calls: stacks by pages, and functions by one GetObject and pages of ListFunctions, instead of two
 * calls for each function whose service is unchanged since it was recorded. All other functions are read.
 * @returns by the stack's name. Left out, to be observed individually, are services whose stack is changing or lacks a function;
 * and all of them if they are few, as reading each is then quicker and shows more.
 */
export async function observeMany(
  session: AwsSession,
  subjects: readonly ManySubject[],
  knowledge: Knowledge,
): Promise<ReadonlyMap<string, ObservedService>> {
  const size = { functions: subjects.flatMap(({ functions }) => functions).length, stacks: subjects.length };
  if (!isMany(size) && !knowledge.mostAbsent) return new Map();
  const [stacks, recorded] = await Promise.all([
    observeStacks(session, subjects, knowledge.mostAbsent ? FEW_PAGES : 0),
    knowledge.lookAtEach || !mayList(size.functions) ? undefined : recordedFunctions(subjects, knowledge),
  ]);
  // If a stack is to change, so do its functions; if there is none, neither are there functions.
  const candidates = new Map<string, RecordedFunction>();
  for (const subject of subjects) {
    const stack = stacks.get(subject.stack);
    if (!stack || situation(stack.status) === "moving" || !subject.isCurrent(stack)) continue;
    for (const { name } of subject.functions) {
      const one = recorded?.get(name);
      if (one) candidates.set(name, one);
    }
  }
  const listing = listFunctions(session, new Set(candidates.keys()));
  const observed = await Promise.all(
    subjects.map((subject) => observeOne(session, subject, stacks.get(subject.stack), candidates, listing)),
  );
  return new Map(
    subjects.flatMap(({ stack }, index) => {
      const one = observed[index];
      return one === undefined ? [] : [[stack, one] as const];
    }),
  );
}

/** The records of functions that match the desired state, by physical names. */
async function recordedFunctions(
  subjects: readonly ManySubject[],
  { record }: Knowledge,
): Promise<ReadonlyMap<string, RecordedFunction>> {
  const services = (await record()) ?? {};
  const found = new Map<string, RecordedFunction>();
  for (const { service, templateDigest, functions } of subjects) {
    const recorded = own(services, service);
    for (const subject of functions) {
      const one = recordedAsDesired(recorded, templateDigest, subject);
      if (one) found.set(subject.name, one);
    }
  }
  return found;
}

/** Stacks by name: from pages, and individually those that were not on the pages read. */
async function observeStacks(
  session: AwsSession,
  subjects: readonly ManySubject[],
  leastPages: number,
): Promise<ReadonlyMap<string, ObservedStack>> {
  const names = new Set(subjects.map(({ stack }) => stack));
  const { found, complete } = await readPages(
    session.stacks.list(),
    ({ name }) => name,
    names,
    Math.max(leastPages, pagesOfStacks(names.size)),
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

/** `$LATEST` of the given functions, if a list takes fewer calls than reading each. */
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
  candidates: ReadonlyMap<string, RecordedFunction>,
  listing: Promise<ReadonlyMap<string, FunctionVersion>>,
): Promise<ObservedService | undefined> {
  if (!stack) return { functions: {} };
  if (situation(stack.status) === "moving") return undefined;
  const names = subject.functions.map(({ name }) => name);
  const certain = names.filter((name) => !candidates.has(name));
  const [full, read, listed] = await Promise.all([
    withTemplate(session, stack, subject.needsTemplate),
    observeFunctions(session, certain),
    confirmedByList(names, candidates, listing),
  ]);
  const unconfirmed = names.filter((name) => candidates.has(name) && !listed[name]);
  const functions = { ...read, ...listed, ...(await observeFunctions(session, unconfirmed)) };
  if (subject.isCurrent(full) && !areThere(functions)) return undefined;
  return { stack: full, functions: await withAliases(session, full, functions) };
}

/** The functions that the list confirms as recorded, and so need not be read. */
async function confirmedByList(
  names: readonly string[],
  candidates: ReadonlyMap<string, RecordedFunction>,
  listing: Promise<ReadonlyMap<string, FunctionVersion>>,
): Promise<Record<string, ObservedFunction>> {
  const found: Record<string, ObservedFunction> = {};
  const listed = await listing;
  for (const name of names) {
    const recorded = candidates.get(name);
    const latest = listed.get(name);
    const one = recorded && latest && confirmed(latest, recorded);
    if (one) found[name] = one;
  }
  return found;
}
