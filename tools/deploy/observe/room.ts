import type { Usage } from "../aws/quotas/quotas";
import type { AwsSession } from "../aws/session";
import { FerryError } from "../error";

/** What may be short in the account. */
type Limited = "stacks" | "roles" | "rules" | "concurrency";

/** How much of each limit is used, as far as it was asked for and could be read. */
export interface ObservedRoom {
  readonly room: { readonly [What in Limited]?: Usage };
  /** Why the others could not be read. */
  readonly unread: readonly string[];
}

/** EventBridge's own limit on rules of a bus is 300, in a few regions 100. Up to that no call is spent on asking whether it was raised. */
const USUAL_RULES = { rules: 300, fewer: 100, regions: ["af-south-1", "eu-south-1"] };

/**
 * Reads what a deploy's demand is held against: at least a call for each limit that is asked for, and one more for each further page of
 * stacks or rules.
 * @param demand how much of each is needed; what is not needed is not read
 */
export async function observeRoom(
  session: AwsSession,
  demand: Readonly<Record<Limited, number>>,
): Promise<ObservedRoom> {
  const readers: Readonly<Record<Limited, () => Promise<Usage>>> = {
    stacks: () => session.stacks.usage(),
    roles: () => session.quotas.roles(),
    rules: () => rules(session, demand.rules),
    concurrency: () => session.functions.reservations(),
  };
  const wanted = (Object.keys(readers) as Limited[]).filter((what) => demand[what] > 0);
  const unread: string[] = [];
  const read = await Promise.all(
    wanted.map(async (what) => {
      try {
        return [[what, await readers[what]()] as const];
      } catch (error) {
        if (!(error instanceof FerryError) || !["AccessDenied", "AwsFailed"].includes(error.code))
          throw error;
        unread.push(error.message);
        return [];
      }
    }),
  );
  return { room: Object.fromEntries(read.flat()), unread };
}

async function rules(session: AwsSession, more: number): Promise<Usage> {
  const { region } = session.connection;
  const usual = USUAL_RULES.regions.includes(region) ? USUAL_RULES.fewer : USUAL_RULES.rules;
  const used = await session.quotas.ruleCount();
  if (used + more <= usual) return { used, limit: usual };
  return { used, limit: (await session.quotas.ruleLimit()) ?? usual };
}
