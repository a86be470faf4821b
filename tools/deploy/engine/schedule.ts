import { limiter } from "../context/concurrency";

/**
 * Runs `work` for each item after all items that it needs, at most `limit` at a time. Needs outside `items` are ignored.
 * @param needs without cycles
 */
export async function forEachInOrder<T>(
  items: readonly T[],
  needs: (item: T) => readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limited = limiter(limit);
  const members = new Set(items);
  const ends = new Map<T, Promise<void>>();
  const end = (item: T): Promise<void> => {
    const known = ends.get(item);
    if (known) return known;
    const before = needs(item).filter((other) => members.has(other));
    const promise = Promise.all(before.map(end)).then(() => limited(() => work(item)));
    ends.set(item, promise);
    return promise;
  };
  await Promise.all(items.map(end));
}
