import { AwsError } from "../protocol/error";
import { Database } from "../state/database";
import { type IndexFunctions, useWholeKeys } from "./index-entries";
import type { DynaliteOperation } from "./operations";
import {
  type IndexRecord,
  type Item,
  itemSpace,
  settleTables,
  type TableRecord,
  TableStore,
} from "./table-store";

/** What dynalite's modules export, once loaded. */
interface Dynalite {
  readonly operations: Readonly<Record<string, DynaliteOperation>>;
  readonly validations: typeof import("dynalite/validations");
  readonly db: IndexFunctions;
}

type Outcome = { readonly error: Error } | { readonly result: object };

/** dynalite's operations on a database file: each is one transaction, so that a killed process leaves whole items and indexes. */
export class Engine {
  readonly database: Database;
  readonly #store: TableStore;
  readonly #dynalite: Dynalite;

  constructor(file: string) {
    this.#dynalite = loadDynalite();
    this.database = new Database(file);
    settleTables(this.database);
    this.#store = new TableStore(this.database);
  }

  get operationNames(): string[] {
    return Object.keys(this.#dynalite.operations);
  }

  /** @throws AwsError as DynamoDB answers it; UnknownOperationException for an operation that dynalite lacks. */
  async execute(name: string, input: object, region: string): Promise<object> {
    let settle: ((outcome: Outcome) => void) | undefined;
    const later = new Promise<Outcome>((resolve) => {
      settle = resolve;
    });
    const done = this.database.transaction(() => {
      const outcome = this.#run(name, input, region, (late) => settle?.(late));
      // Thrown here, so that the writes before it are rolled back.
      if (outcome !== undefined && "error" in outcome) throw asAwsError(outcome.error);
      return outcome;
    });
    const outcome = done ?? (await later);
    if ("error" in outcome) throw asAwsError(outcome.error);
    return outcome.result;
  }

  /** As `execute`, for operations that end before they return (all that write): within a transaction of the caller's. */
  executeNow(name: string, input: object, region: string): object {
    const outcome = this.#run(name, input, region, () => {});
    if (outcome === undefined) throw new Error(`dynalite did not end ${name} at once`);
    if ("error" in outcome) throw asAwsError(outcome.error);
    return outcome.result;
  }

  putTable(table: TableRecord): void {
    this.database.put("table", table.TableName, table);
  }

  /** Puts those items of the table into the index that `belongs` says. */
  fillIndex(table: TableRecord, index: IndexRecord, belongs: (item: Item) => boolean): void {
    const { LocalSecondaryIndexes: _, ...rest } = table;
    const only = { ...rest, GlobalSecondaryIndexes: [index] };
    for (const { value } of this.database.entries(itemSpace(table.TableName))) {
      if (!belongs(value as Item)) continue;
      this.#dynalite.db.updateIndexes(this.#store, only, null, value as Item, (error) => {
        if (error) throw error;
      });
    }
  }

  /** Removes what a global index holds. */
  dropIndex(tableName: string, indexName: string): void {
    this.#store.deleteIndexDb("Global", tableName, indexName, (error) => {
      if (error) throw error;
    });
  }

  close(): void {
    this.database.close();
  }

  /** @returns the outcome if there is one at once, else it goes to `late` */
  #run(name: string, input: object, region: string, late: (outcome: Outcome) => void): Outcome | undefined {
    const operation = this.#dynalite.operations[name];
    if (operation === undefined) throw unknownOperation();
    const { types, custom } = operation.validation;
    refuseIgnored(name, input, types);
    let data: object;
    try {
      // Both change what they get.
      data = this.#dynalite.validations.checkTypes(structuredClone(input), types);
      this.#dynalite.validations.checkValidations(data, types, custom, this.#store);
    } catch (error) {
      throw asAwsError(error as Error);
    }
    this.#store.tableDb.awsRegion = region;
    let atOnce: Outcome | undefined;
    let returned = false;
    operation.action(this.#store, data, (error, result) => {
      const outcome = error ? { error } : { result: (result || {}) as object };
      if (returned) late(outcome);
      else atOnce = outcome;
    });
    returned = true;
    return atOnce;
  }
}

/** As DynamoDB answers an operation that it does not have. */
export function unknownOperation(): AwsError {
  return new AwsError(
    "UnknownOperationException",
    400,
    "the local account does not support this DynamoDB operation",
  );
}

/** dynalite drops parameters that it does not know; dropped silently, they would seem to have an effect. */
function refuseIgnored(name: string, input: object, types: Readonly<Record<string, unknown>>): void {
  const ignored = Object.entries(input).find(
    ([key, value]) => value != null && types[key] === undefined,
  )?.[0];
  if (ignored === undefined) return;
  throw new AwsError("ValidationException", 400, `the local account does not support ${ignored} of ${name}`);
}

function asAwsError(error: Error & { statusCode?: number; body?: Record<string, unknown> }): Error {
  if (error.statusCode === undefined || error.body === undefined) return error;
  const { __type, message, Message, ...members } = error.body;
  const code = String(__type).split("#").pop() ?? "InternalServerError";
  return new AwsError(code, error.statusCode, String(message ?? Message ?? ""), members);
}

/**
 * dynalite's database module loads the native LevelDB binding, which is never used here, by `node-gyp-build`. That takes `require.addon`
 * where a runtime has it; in the one-file bundle, where the native file is not beside the code, this stands in for it.
 */
function loadDynalite(): Dynalite {
  const loader = require as NodeJS.Require & { addon?: (folder: string) => object };
  loader.addon = () => ({});
  try {
    const db = require("dynalite/db") as IndexFunctions;
    useWholeKeys(db);
    return {
      operations: (require("./operations") as typeof import("./operations")).OPERATIONS,
      validations: require("dynalite/validations") as typeof import("dynalite/validations"),
      db,
    };
  } finally {
    delete loader.addon;
  }
}
