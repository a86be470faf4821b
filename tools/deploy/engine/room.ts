import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import { FerryError } from "../error";
import { observeRoom } from "../observe/room";
import { demandOf, shortages } from "../plan/room";
import type { Prepared } from "./prepare";

/**
 * Refuses, before the first write, a deploy that creates stacks for which the account has no room: otherwise some of its services
 * would be created, and others rolled back half-way. What may not be read is a warning.
 * @throws FerryError `LimitReached`
 */
export async function requireRoom(
  { session, environment, emit }: Context,
  prepared: ReadonlyMap<BuiltRun, Prepared>,
): Promise<void> {
  const plans = [...prepared].map(([{ changes }, { plan }]) => ({ stack: plan.stack, changes }));
  if (!plans.some(({ stack }) => stack.action === "create")) return;
  const demand = demandOf(plans);
  const { room, unread } = await observeRoom(session, demand);
  if (unread.length > 0) emit({ type: "room-unread", cause: unread.join("; ") });
  const short = shortages(demand, room);
  if (short.length === 0) return;
  throw new FerryError(
    "LimitReached",
    `account ${environment.account} has no room in ${environment.region} for what ${environment.name} would add: ${short.join("; ")}. Nothing was changed`,
    {
      next: "see which environments can go (./bazelw run //:env -- list), remove those that have expired (//:env -- sweep) or one of them (//:env -- destroy <name>); or have the quota raised",
    },
  );
}
