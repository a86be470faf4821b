import type { Provenance } from "../history/version-description";
import { writes } from "../plan/plan";
import { forEachLimited } from "./concurrency";
import { type Context, guardAccount } from "./context";
import { recordFailure } from "./failure";
import { observeTogether } from "./observation";
import type { ServiceOutcome } from "./outcome";
import { convergeService, type Prepared, prepareService } from "./service";

/** Services under work at once: their stacks wait for CloudFormation most of the time. */
const SERVICES_AT_ONCE = 8;

/** Plans every service, and writes nothing. What fails is recorded in the service's outcome. */
export async function planAll(
  context: Context,
  outcomes: readonly ServiceOutcome[],
): Promise<ReadonlyMap<ServiceOutcome, Prepared>> {
  const prepared = new Map<ServiceOutcome, Prepared>();
  const seen = await observeTogether(context, outcomes);
  await forEachLimited(outcomes, SERVICES_AT_ONCE, (outcome) =>
    recordFailure(context, outcome, async () => {
      prepared.set(outcome, await prepareService(context, outcome, seen.get(outcome.desired.stack.name)));
    }),
  );
  return prepared;
}

/** What the caller adds to a deploy. */
export interface DeployHooks {
  /** Asked only where something is published. */
  readonly provenance: () => Promise<Provenance>;
  /** May refuse the plans of what would change, before anything is written; it throws then. */
  readonly approve: (changing: readonly ServiceOutcome[]) => Promise<void>;
}

/**
 * Plans and deploys every service. All that can fail without a write comes first: the plans, their approval, the account, the
 * bytes of the zips. A service that fails stops no other one.
 */
export async function deployAll(
  context: Context,
  outcomes: readonly ServiceOutcome[],
  { provenance, approve }: DeployHooks,
): Promise<void> {
  const prepared = await planAll(context, outcomes);
  const changed = [...prepared].filter(([, { plan }]) => writes(plan));
  const done = (outcome: ServiceOutcome): void =>
    context.emit({ type: "done", service: outcome.desired.service, failed: outcome.error !== undefined });
  if (changed.length === 0) return;
  await approve(changed.map(([outcome]) => outcome));
  for (const outcome of outcomes) if (!changed.some(([one]) => one === outcome)) done(outcome);
  const uploads = changed.flatMap(([, { plan }]) => plan.functions.filter(({ upload }) => upload));
  const artifacts = uploads.map(({ desired }) => desired.artifact);
  await Promise.all([guardAccount(context), context.artifacts.ensure(artifacts)]);
  const origin = provenance();
  await forEachLimited(changed, SERVICES_AT_ONCE, async ([outcome, first]) => {
    await recordFailure(context, outcome, async () => {
      await checkBytes(context, first);
      await convergeService(context, outcome, first, origin);
    });
    recordOrigins(context, outcome);
    done(outcome);
  });
}

/** Where bytes had to be fetched or built for the deploy itself, that says better where they come from than the build before. */
function recordOrigins({ artifacts }: Context, { functions }: ServiceOutcome): void {
  for (const entry of functions)
    entry.build = artifacts.originOf(entry.desired.artifact.target) ?? entry.build;
}

/** A service whose bytes cannot be had is left as it is, its stack included. */
async function checkBytes(context: Context, { plan }: Prepared): Promise<void> {
  for (const { upload, desired } of plan.functions)
    if (upload) await context.artifacts.bytes(desired.artifact);
}
