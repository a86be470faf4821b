import type { IndexRecord, Item, TableRecord, TableStore } from "./table-store";

/** The functions of `dynalite/db` that concern keys of index entries; its operations call them by these names. */
export interface IndexFunctions {
  createKey(item: Item, table: TableRecord, keySchema?: TableRecord["KeySchema"]): string;
  createIndexKey(item: Item, table: TableRecord, keySchema: TableRecord["KeySchema"]): string;
  updateIndexes(
    store: TableStore,
    table: TableRecord,
    existing: Item | null | undefined,
    item: Item | null | undefined,
    callback: (error?: Error | null) => void,
  ): void;
}

/**
 * Gives dynalite other keys for index entries. Its own end in 24 bits of a hash of the table's key, so among a few thousand items with
 * one index key, two are likely to overwrite each other in the index. These end in the table's key itself.
 */
export function useWholeKeys(db: IndexFunctions): void {
  db.createIndexKey = (item, table, keySchema) =>
    db.createKey(item, table, keySchema) + db.createKey(item, table);
  db.updateIndexes = (store, table, existing, item, callback) => {
    for (const { type, index } of indexesOf(table)) {
      const entries = store.getIndexDb(type, table.TableName, index.IndexName);
      const before =
        existing && holds(index, existing) ? db.createIndexKey(existing, table, index.KeySchema) : undefined;
      const after = item && holds(index, item) ? db.createIndexKey(item, table, index.KeySchema) : undefined;
      // The store calls back before it returns; an error ends the transaction that all of this is in.
      if (before !== undefined && before !== after) entries.del(before, orThrow);
      if (item && after !== undefined) entries.put(after, projected(index, table, item), orThrow);
    }
    callback();
  };
}

function indexesOf(table: TableRecord): { type: "Local" | "Global"; index: IndexRecord }[] {
  const { LocalSecondaryIndexes = [], GlobalSecondaryIndexes = [] } = table;
  return [
    ...LocalSecondaryIndexes.map((index) => ({ type: "Local" as const, index })),
    ...GlobalSecondaryIndexes.map((index) => ({ type: "Global" as const, index })),
  ];
}

/** An index holds the items that have all of its key attributes. */
function holds(index: IndexRecord, item: Item): boolean {
  return index.KeySchema.every(({ AttributeName }) => item[AttributeName] != null);
}

function projected(index: IndexRecord, table: TableRecord, item: Item): Item {
  const { ProjectionType, NonKeyAttributes = [] } = index.Projection;
  if (ProjectionType === "ALL") return item;
  const keys = [...index.KeySchema, ...table.KeySchema].map(({ AttributeName }) => AttributeName);
  const names = new Set([...keys, ...NonKeyAttributes]);
  return Object.fromEntries(Object.entries(item).filter(([name]) => names.has(name)));
}

function orThrow(error: Error | null): void {
  if (error) throw error;
}
