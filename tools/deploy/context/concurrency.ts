/**
 * Services worked on concurrently. They mostly wait for CloudFormation, so there are many. The clients respect AWS's rates; this
 * number bounds memory, and how much is half done when something fails.
 */
export const SERVICES_AT_ONCE = 50;

/** Runs at most `limit` pieces of work at a time, in order. */
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

/** Runs `work` for each item, at most `limit` at a time, in order. */
export async function forEachLimited<T>(
  items: readonly T[],
  limit: number,
  work: (item: T) => Promise<void>,
): Promise<void> {
  const limited = limiter(limit);
  await Promise.all(items.map((item) => limited(() => work(item))));
}
