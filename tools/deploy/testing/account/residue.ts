import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { DatabaseSync } from "node:sqlite";

/**
 * What an account keeps of what is gone, as AWS does: deleted stacks with their events for 90 days, metrics, and traces. Zips and
 * source maps are shared by all environments.
 */
const KEPT = /^(cloudformation\/|cloudwatch\/metrics|xray\/|account\.log|requests)/;

/** Files and tables of a local account's state in which a name stands, in any form: what is left of an environment. */
export function residue(stateFolder: string, name: string): string[] {
  const files = readdirSync(stateFolder, { recursive: true, withFileTypes: true });
  return files
    .filter((entry) => entry.isFile() && !/-(wal|shm)$/.test(entry.name))
    .flatMap((entry) => {
      const path = join(entry.parentPath, entry.name);
      const file = relative(stateFolder, path);
      if (KEPT.test(file)) return [];
      if (file.includes(name)) return [file];
      if (!file.endsWith(".sqlite")) return readFileSync(path).includes(name) ? [file] : [];
      return tablesWith(path, name).map((table) => `${file}: ${table}`);
    })
    .sort();
}

/** Rows that are deleted may still be in the file, so it is read as a database. */
function tablesWith(file: string, name: string): string[] {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
    return tables.flatMap((table) =>
      database
        .prepare(`SELECT * FROM "${table.name}"`)
        .all()
        .filter((row) => Object.values(row).some((value) => textOf(value).includes(name)))
        .map((row) => `${table.name} ${Object.values(row).map(textOf).join(" ").slice(0, 100)}`),
    );
  } finally {
    database.close();
  }
}

function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString("latin1") : String(value);
}
