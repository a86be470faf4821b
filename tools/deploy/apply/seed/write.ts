import { forEachLimited } from "../../context/concurrency";
import type { Context } from "../../context/context";
import { FerryError } from "../../error";
import type { Seed, SeedItem } from "../../manifest/seed";
import type { ObservedStack } from "../../model/observed";

/** Whether items replace those that are under their keys, or are written only where there are none. */
export type SeedMode = "overwrite" | "complete";

/** Puts of one request: https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_BatchWriteItem.html */
const BATCH = 25;
/** Bounds sockets; a new table takes 4,000 small items a second. */
const AT_ONCE = 4;

/** Writes the seeds of a service into the tables of its stack: in batches, or one by one where what is there is to stay. */
export async function writeSeed(
  context: Pick<Context, "session" | "beforeWrite" | "emit">,
  service: string,
  { tables }: Seed,
  stack: ObservedStack,
  mode: SeedMode,
): Promise<void> {
  const { session, beforeWrite, emit } = context;
  const names = await session.stacks.physicalIds(stack.name);
  for (const [table, { items, partitionKey }] of Object.entries(tables)) {
    const name = names.get(table);
    if (name === undefined) {
      throw new FerryError("StackFailed", `the stack ${stack.name} has no table ${table} to seed`, {
        next: "destroy the service there and deploy it again, or delete the file of that table in seed/",
      });
    }
    emit({ type: "seed", service, table, items: items.length });
    const put =
      mode === "overwrite"
        ? (batch: readonly SeedItem[]) => session.tables.put(name, batch)
        : ([item = {}]: readonly SeedItem[]) => session.tables.putNew(name, item, partitionKey);
    await forEachLimited(batches(items, mode === "overwrite" ? BATCH : 1), AT_ONCE, async (batch) => {
      await beforeWrite();
      await put(batch);
    });
  }
}

function batches<T>(items: readonly T[], size: number): T[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
