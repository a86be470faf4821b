/**
 * Services under work at once. Most of the time they wait for CloudFormation, so there are many; AWS's rates are kept by the
 * clients, and what bounds this number is memory and how much is half done when something goes wrong.
 */
export const SERVICES_AT_ONCE = 50;

/** Lets at most `limit` pieces of work run at a time, in the order in which they are given. */
export function limiter(limit: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let running = 0;
  return async (work) => {
    if (running >= limit) await new Promise<void>((resolve) => waiting.push(resolve));
    else running++;
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next) next();
      else running--;
    }
  };
}

/** Runs `work` for each item, at most `limit` at a time, in order of the items. */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limited = limiter(limit);
  await Promise.all(items.map((item) => limited(() => work(item))));
}
