/** What a list showed of the items that were wanted. */
export interface Seen<T> {
  readonly found: ReadonlyMap<string, T>;
  /** Whether what was not found is not there; else the list was given up before its end. */
  readonly complete: boolean;
}

/**
 * Reads a list page by page, no further than until all wanted items were seen.
 * @param limit pages that are read at most
 */
export async function readPages<T>(
  pages: AsyncIterable<readonly T[]>,
  nameOf: (item: T) => string,
  wanted: ReadonlySet<string>,
  limit: number,
): Promise<Seen<T>> {
  const found = new Map<string, T>();
  if (wanted.size === 0) return { found, complete: true };
  if (limit === 0) return { found, complete: false };
  let read = 0;
  for await (const page of pages) {
    for (const item of page) if (wanted.has(nameOf(item))) found.set(nameOf(item), item);
    if (found.size === wanted.size) return { found, complete: true };
    if (++read === limit) return { found, complete: false };
  }
  return { found, complete: true };
}
