import { Readable } from "node:stream";
import { ACCOUNT_ID } from "../protocol/account-id";
import type { Database, Entry, KeyRange } from "../state/database";
import { KeyedLock } from "./keyed-lock";

type Callback<T = void> = (error: Error | null, value?: T) => void;

/** How long tables stay in CREATING, UPDATING and DELETING: long enough to be observed, too short to slow a deploy. */
const TRANSITION_MS = 100;

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/ServiceQuotas.html */
const MAX_ITEM_SIZE = 400 * 1024;

/** An item, or a key: attribute names and values such as `{ "S": "text" }`. */
export type Item = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

export interface AttributeDefinition {
  readonly AttributeName: string;
  readonly AttributeType: string;
}

interface KeySchemaElement {
  readonly AttributeName: string;
  readonly KeyType: string;
}

/** An index's record as dynalite keeps it; only what is read or made here. */
export interface IndexRecord {
  readonly IndexName: string;
  readonly IndexStatus?: string;
  readonly KeySchema: readonly KeySchemaElement[];
  readonly Projection: {
    readonly ProjectionType: string;
    readonly NonKeyAttributes?: readonly string[] | undefined;
  };
  readonly [more: string]: unknown;
}

/** A table's record as dynalite keeps it; only what is read or made here. */
export interface TableRecord {
  readonly TableName: string;
  readonly TableArn: string;
  readonly TableStatus: string;
  readonly AttributeDefinitions: readonly AttributeDefinition[];
  readonly KeySchema: readonly KeySchemaElement[];
  readonly LocalSecondaryIndexes?: readonly IndexRecord[];
  readonly GlobalSecondaryIndexes?: readonly IndexRecord[];
}

/** One sorted map, in the callback style that dynalite expects. Callbacks are called before the method returns. */
class Space {
  /** dynalite reads these two of the space of tables, for ARNs. */
  awsAccountId = ACCOUNT_ID;
  awsRegion = "us-east-1";
  readonly #database: Database;
  readonly #name: string;
  readonly #locks = new KeyedLock();

  constructor(database: Database, name: string) {
    this.#database = database;
    this.#name = name;
  }

  readonly lock: KeyedLock["lock"] = (key, work) => this.#locks.lock(key, work);

  get(key: string, callback: Callback<unknown>): void {
    answer(callback, () => this.#database.get(this.#name, key));
  }

  put(key: string, value: unknown, callback: Callback): void {
    answer(callback, () => this.#database.put(this.#name, key, value));
  }

  del(key: string, callback: Callback): void {
    answer(callback, () => this.#database.delete(this.#name, key));
  }

  batch(
    operations: readonly { type: "put" | "del"; key: string; value?: unknown }[],
    callback: Callback,
  ): void {
    answer(callback, () => {
      for (const { type, key, value } of operations) {
        if (type === "put") this.#database.put(this.#name, key, value);
        else this.#database.delete(this.#name, key);
      }
    });
  }

  createKeyStream(range?: KeyRange): Readable {
    return Readable.from(keys(this.#database.entries(this.#name, range)));
  }

  createValueStream(range?: KeyRange): Readable {
    return Readable.from(values(this.#database.entries(this.#name, range)));
  }
}

function* keys(entries: Iterable<Entry>): Iterable<string> {
  for (const { key } of entries) yield key;
}

function* values(entries: Iterable<Entry>): Iterable<unknown> {
  for (const { value } of entries) yield value;
}

function answer<T>(callback: Callback<T>, work: () => T): void {
  let value: T;
  try {
    value = work();
  } catch (error) {
    callback(error as Error);
    return;
  }
  callback(null, value);
}

/** The store that dynalite's operations run on, over SQLite instead of LevelDB: see `db/index.js` there for what it must have. */
export class TableStore {
  readonly options = {
    createTableMs: TRANSITION_MS,
    deleteTableMs: TRANSITION_MS,
    updateTableMs: TRANSITION_MS,
    maxItemSize: MAX_ITEM_SIZE,
  };
  readonly tableDb: Space;
  readonly #database: Database;
  readonly #spaces = new Map<string, Space>();

  constructor(database: Database) {
    this.#database = database;
    this.tableDb = this.#space("table");
  }

  readonly getItemDb = (table: string): Space => this.#space(itemSpace(table));
  readonly deleteItemDb = (table: string, callback: Callback): void => this.#drop(itemSpace(table), callback);
  readonly getTagDb = (table: string): Space => this.#space(tagSpace(table));
  readonly deleteTagDb = (table: string, callback: Callback): void => this.#drop(tagSpace(table), callback);
  readonly getIndexDb = (type: string, table: string, index: string): Space =>
    this.#space(indexSpace(type, table, index));
  readonly deleteIndexDb = (type: string, table: string, index: string, callback: Callback): void =>
    this.#drop(indexSpace(type, table, index), callback);

  /** @param usable whether a table that is being created or deleted counts as not there; `true` when left out */
  getTable(
    name: string,
    usable: boolean | Callback<TableRecord>,
    callback: Callback<TableRecord> = usable as Callback<TableRecord>,
  ): void {
    const table = this.#database.get("table", name) as TableRecord | undefined;
    const passing =
      usable !== false && (table?.TableStatus === "CREATING" || table?.TableStatus === "DELETING");
    if (table !== undefined && !passing) callback(null, table);
    else callback(notFound(usable === false ? `: Table: ${name} not found` : ""));
  }

  #space(name: string): Space {
    let space = this.#spaces.get(name);
    if (space === undefined) {
      space = new Space(this.#database, name);
      this.#spaces.set(name, space);
    }
    return space;
  }

  #drop(name: string, callback: Callback): void {
    this.#spaces.delete(name);
    answer(callback, () => this.#database.deleteSpace(name));
  }
}

/** Completes transitions of tables that a killed process left unfinished. */
export function settleTables(database: Database): void {
  database.transaction(() => {
    for (const { key, value } of [...database.entries("table")]) {
      const table = value as TableRecord;
      if (table.TableStatus === "DELETING") {
        database.delete("table", key);
        database.deleteSpace(itemSpace(key));
        database.deleteSpace(tagSpace(key));
      } else {
        const active = table.GlobalSecondaryIndexes?.map((index) => ({ ...index, IndexStatus: "ACTIVE" }));
        const indexes = active === undefined ? {} : { GlobalSecondaryIndexes: active };
        database.put("table", key, { ...table, ...indexes, TableStatus: "ACTIVE" });
      }
    }
  });
}

// A name cannot hold "~", so no space of one table is a space of another's.
export const itemSpace = (table: string): string => `item~${table}`;
const tagSpace = (table: string): string => `tag~${table}`;
const indexSpace = (type: string, table: string, index: string): string =>
  `index~${type.toLowerCase()}~${table}~${index}`;

function notFound(detail: string): Error {
  return Object.assign(new Error("not found"), {
    name: "NotFoundError",
    statusCode: 400,
    body: {
      __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
      message: `Requested resource not found${detail}`,
    },
  });
}
