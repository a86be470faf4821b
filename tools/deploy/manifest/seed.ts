import { z } from "zod";

/** Items for the tables of a new stack, as the build checked them against the tables' keys. */
export interface Seed {
  /** SHA-256 of the file in hexadecimal. */
  readonly digest: string;
  /** By the table's logical id. */
  readonly tables: Readonly<Record<string, SeededTable>>;
}

export interface SeededTable {
  /** Name of the attribute. */
  readonly partitionKey: string;
  readonly items: readonly SeedItem[];
}

/** An item as DynamoDB's API takes it: each attribute's name with `{"S": …}`, `{"N": …}` and so on. */
export type SeedItem = Readonly<Record<string, unknown>>;

/** What tools/lambda/seed writes. The values were checked there. */
export const seedSchema = z.strictObject({
  version: z.literal(1, "this deployer reads version 1: the rules are of another version"),
  tables: z.record(
    z.string(),
    z.strictObject({
      partitionKey: z.string().min(1),
      items: z.array(z.record(z.string(), z.record(z.string(), z.unknown()))),
    }),
  ),
});
