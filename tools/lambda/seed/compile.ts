import { basename } from "node:path";
import type { Template } from "../template/template";
import { type Item, parseExact } from "./attribute-value";
import { keyText, toItem } from "./item";
import { SeedProblem } from "./problem";
import { type Table, tablesOf } from "./table";

/** A file `seed/<logical id of a table>.json`: an array of items, in plain JSON. */
export interface SeedFile {
  readonly path: string;
  readonly text: string;
}

/** What the deployer is given: its schema is in tools/deploy/manifest. */
export interface Seed {
  readonly version: 1;
  /** By the table's logical id. */
  readonly tables: Readonly<
    Record<string, { readonly partitionKey: string; readonly items: readonly Item[] }>
  >;
}

/** Items shown of a file that has many faults. */
const FAULTS_SHOWN = 20;

/**
 * Checks the items of a service against the keys of its tables, and writes them as DynamoDB's API takes them.
 * @throws SeedProblem with the faults of all files
 */
export function compile(template: Template, files: readonly SeedFile[]): Seed {
  const tables = new Map(tablesOf(template).map((table) => [table.logicalId, table]));
  const faults: string[] = [];
  const seeded = files
    .toSorted((a, b) => (a.path < b.path ? -1 : 1))
    .flatMap(({ path, text }) => {
      const table = tables.get(basename(path, ".json"));
      if (!table) {
        const known = tables.size === 0 ? "no table" : [...tables.keys()].join(", ");
        faults.push(
          `${path}: the stack has no table ${basename(path, ".json")}: it has ${known}; rename the file`,
        );
        return [];
      }
      const { items, wrong } = readItems(text, table);
      const more = wrong.length - FAULTS_SHOWN;
      faults.push(...wrong.slice(0, FAULTS_SHOWN).map((fault) => `${path}: ${fault}`));
      if (more > 0) faults.push(`${path}: and ${more} more`);
      return [[table.logicalId, { partitionKey: table.key.attributes[0]?.name ?? "", items }] as const];
    });
  if (faults.length > 0) throw new SeedProblem(faults);
  return { version: 1, tables: Object.fromEntries(seeded) };
}

function readItems(text: string, table: Table): { readonly items: Item[]; readonly wrong: string[] } {
  let values: unknown;
  try {
    values = parseExact(text);
  } catch (error) {
    return { items: [], wrong: [`it is not JSON: ${(error as Error).message}`] };
  }
  if (!Array.isArray(values)) return { items: [], wrong: ["it is no array of items"] };
  const items: Item[] = [];
  const wrong: string[] = [];
  const seen = new Map<string, number>();
  for (const [index, value] of values.entries()) {
    const number = index + 1;
    try {
      const item = toItem(value, table);
      const key = keyText(item, table.key);
      const before = seen.get(key);
      if (before !== undefined) throw new RangeError(`it has the key of item ${before}: ${key}`);
      seen.set(key, number);
      items.push(item);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      wrong.push(`item ${number}: ${error.message}`);
    }
  }
  return { items, wrong };
}
