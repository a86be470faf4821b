import { readFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";

/** Thrown for a file of the account's state that cannot be read as what it is. */
export class DamagedState extends Error {
  override readonly name = "DamagedState";

  constructor(
    readonly file: string,
    reason: string,
  ) {
    super(
      `${file} is damaged: ${reason}; put a copy of it back, or remove it and lose what it holds, or empty the whole account with \`reset\``,
    );
  }
}

/** The value in a JSON file of the account's state. @throws DamagedState */
export function readStateFile(file: string): unknown {
  const text = readFileSync(file, "utf8");
  if (text.trim() === "") throw new DamagedState(file, "it is empty");
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new DamagedState(file, `it is not JSON (${(error as Error).message})`);
  }
}

/** Codes of SQLite for a file that is not a database, or an incomplete one. */
const DAMAGED: ReadonlySet<number | undefined> = new Set([11, 26]); // SQLITE_CORRUPT, SQLITE_NOTADB

/** Opens an SQLite file of the account's state, and runs `schema`. @throws DamagedState */
export function openStateDatabase(file: string, schema: string): DatabaseSync {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file);
    database.exec(schema);
    return database;
  } catch (error) {
    database?.close();
    throw ofFile(error as Error, file);
  }
}

/** The error of SQLite, with the file that it is about. */
export function ofFile(error: Error & { readonly errcode?: number }, file: string): Error {
  return DAMAGED.has(error.errcode)
    ? new DamagedState(file, error.message)
    : Object.assign(error, { path: file });
}
