import { isDeepStrictEqual } from "node:util";
import { own } from "../../json/own";
import { isObject } from "../evaluation/value";

/** A smallest differing part. */
export interface Leaf {
  /** Names of members, and `[item]` for items of lists. */
  readonly path: readonly string[];
  /** Undefined if it was absent. */
  readonly from: unknown;
  readonly to: unknown;
}

/** Members that identify the items of a list, regardless of their order. */
const IDENTITIES = ["Key", "Name", "IndexName", "AttributeName", "Id", "Sid", "PolicyName"] as const;

/** The differences between two resolved values. Something that only one side has is one leaf. */
export function* leaves(from: unknown, to: unknown, path: readonly string[] = []): Generator<Leaf> {
  if (isDeepStrictEqual(from, to)) return;
  if (isObject(from) && isObject(to)) {
    const names = [...new Set([...Object.keys(from), ...Object.keys(to)])].sort();
    for (const name of names) yield* leaves(own(from, name), own(to, name), [...path, name]);
    return;
  }
  const items = Array.isArray(from) && Array.isArray(to) ? paired(from, to) : undefined;
  if (items === undefined) yield { path, from, to };
  else for (const [name, before, after] of items) yield* leaves(before, after, [...path, `[${name}]`]);
}

type Pair = readonly [name: string, from: unknown, to: unknown];

/**
 * The corresponding items of two lists: by an identifying member, or by index in lists of equal length. Undefined if they can
 * only be compared as a whole, as when only their order differs.
 */
function paired(from: readonly unknown[], to: readonly unknown[]): Pair[] | undefined {
  for (const identity of IDENTITIES) {
    const before = byIdentity(from, identity);
    const after = byIdentity(to, identity);
    if (!before || !after) continue;
    const names = [...new Set([...before.keys(), ...after.keys()])].sort();
    const pairs = names.map((name): Pair => [name, before.get(name), after.get(name)]);
    return pairs.every(([, one, other]) => isDeepStrictEqual(one, other)) ? undefined : pairs;
  }
  if (from.length !== to.length || ![...from, ...to].every(isObject)) return undefined;
  return from.map((item, index): Pair => [String(index), item, to[index]]);
}

function byIdentity(items: readonly unknown[], identity: string): Map<string, unknown> | undefined {
  const found = new Map<string, unknown>();
  for (const item of items) {
    const name = isObject(item) ? item[identity] : undefined;
    if (typeof name !== "string" || found.has(name)) return undefined;
    found.set(name, item);
  }
  return found;
}
