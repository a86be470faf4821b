import { Conflict } from "../../aws/client/failure";
import type { EnvironmentRecord } from "../../bucket/environment/record";
import { EnvironmentRecords, Malformed } from "../../bucket/environment/records";
import type { Context } from "../../context/context";
import { type Asked, type Obstacle, obstacleTo } from "../../plan/removal/obstacle";
import type { Subject } from "../../plan/removal/subject";
import { heldLocks, unlocked } from "./locks";
import { newOverlays, type PlannedAt } from "./new-overlays";

/** Attempts to mark a record while others keep changing it. */
const ATTEMPTS = 20;

/**
 * Marks an environment as being removed, if it still may be: its record is read again, under the environment's lock. From then on
 * a deploy waits for that lock before it goes on, so nothing is deleted behind its back.
 * @returns why it may not be removed, or that someone else has removed it; undefined if it is marked
 */
export async function markRemoving(
  context: Context,
  subject: Subject,
  asked: Asked,
  planned: PlannedAt,
): Promise<Obstacle | "gone" | undefined> {
  const { environment, bucket, user } = context;
  const { name } = environment;
  const records = new EnvironmentRecords(bucket);
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    if (asked === "named") await unlocked(context);
    const found = await records.read(name);
    if (found === undefined && subject.record !== undefined) return "gone";
    const record = found instanceof Malformed ? "unreadable" : found?.record;
    // By the machine's clock nothing can have expired: without a record there is no expiry.
    const now = found && "now" in found ? found.now : new Date(0);
    const obstacle = obstacleTo({ ...subject, record }, environment, asked, now);
    if (obstacle) return obstacle;
    const overlays = await newOverlays(context, record, planned);
    if (overlays.length > 0) return { reason: "base", overlays };
    // What begins once it is marked waits. Locks that a killed removal has left are waited for when they are needed.
    if (typeof record === "object" && record.removing) return undefined;
    const held = asked === "named" ? [] : await heldLocks(context);
    if (held.length > 0) return { reason: "busy", services: held.map(({ service }) => service) };
    const removing = { by: user, at: new Date().toISOString() };
    await context.beforeWrite();
    if (found === undefined || found instanceof Malformed) {
      const first: EnvironmentRecord = { version: 1, owner: user, created: removing.at, removing };
      if (await records.create(name, first, found)) return undefined;
      continue;
    }
    const stored = await records.change(
      name,
      (before) => (before === found.record ? { ...before, removing } : before),
      found,
    );
    if (stored && "record" in stored && stored.record.removing) return undefined;
  }
  throw new Conflict(`others keep changing the record of ${name}`);
}
