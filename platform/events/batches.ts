/** PutEvents takes at most so many entries in a call. */
const MAX_ENTRIES = 10;

/**
 * Items in their order, in groups that one call takes: at most `MAX_ENTRIES`, together less than `maxBytes`. An item that is larger
 * by itself is a group of its own.
 */
export function batches<Item>(
  items: readonly Item[],
  bytesOf: (item: Item) => number,
  maxBytes: number,
): Item[][] {
  const groups: Item[][] = [];
  let group: Item[] = [];
  let bytes = 0;
  for (const item of items) {
    const more = bytesOf(item);
    if (group.length === MAX_ENTRIES || (group.length > 0 && bytes + more >= maxBytes)) {
      groups.push(group);
      group = [];
      bytes = 0;
    }
    group.push(item);
    bytes += more;
  }
  return group.length > 0 ? [...groups, group] : groups;
}
