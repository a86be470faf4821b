/** The requested items that a list contained. */
export interface Seen<T> {
  readonly found: ReadonlyMap<string, T>;
  /** Whether items not found do not exist; otherwise the list was abandoned before its end. */
  readonly complete: boolean;
}

/**
 * Reads a list page by page until all requested items are found.
 * @param limit most pages to read
 */
export async function readPages<T>(
  pages: AsyncIterable<readonly T[]>,
  nameOf: (item: T) => string,
  names: ReadonlySet<string>,
  limit: number,
): Promise<Seen<T>> {
  const found = new Map<string, T>();
  if (names.size === 0) return { found, complete: true };
  if (limit === 0) return { found, complete: false };
  let read = 0;
  for await (const page of pages) {
    for (const item of page) if (names.has(nameOf(item))) found.set(nameOf(item), item);
    if (found.size === names.size) return { found, complete: true };
    if (++read === limit) return { found, complete: false };
  }
  return { found, complete: true };
}
