import { Records } from "../../bucket/record/records";
import type { Context } from "../../context/context";
import type { ThroughReference } from "../../context/outcome";
import type { BuiltRun } from "../../context/service-run";
import type { Environment } from "../../environment/schema";
import { FerryError } from "../../error";
import type { ObservedService } from "../../model/observed";
import { type DesiredService, isOf } from "../../plan/desired";
import { stackName } from "../../plan/names";
import { ownServices } from "../../plan/overlay";
import { hearsFrom } from "../../plan/references";
import { references } from "../../template/references";
import type { Placement } from "../exchange/producers";
import { recordOf } from "../observation";
import { differs, observeBase } from "./base-services";
import type { Overlay } from "./overlay";

/** Where the services of an environment are. */
export interface Placements extends Placement {
  /** The services of a run that the environment has, or shall have, itself. */
  readonly own: readonly BuiltRun[];
  /** Those that fall through to the base; what the environment has of them goes. */
  readonly through: readonly BuiltRun[];
}

/** The placement of services in an environment without a base. */
export function allOwn({ environment }: Context, outcomes: readonly BuiltRun[]): Placements {
  return { own: outcomes, through: [], ofBase: [], listen: false, environmentOf: () => environment.name };
}

/**
 * Decides which services an overlay has itself, and records it in the outcomes. What decides is what is live in the base, so an
 * overlay follows when its base moves on.
 * @param observed the services as they are in the overlay
 */
export async function placeServices(
  context: Context,
  overlay: Overlay,
  observed: ReadonlyMap<BuiltRun, ObservedService>,
): Promise<Placements> {
  const { base, full, listen } = overlay;
  const [inBase, beside] = await Promise.all([
    observeBase(context, base, [...observed.keys()]),
    servicesBeside(context, [...observed.keys()]),
  ]);
  if (![...inBase.values()].some(({ stack }) => stack)) await requireDeployed(context, base);
  const candidates = [...inBase].map(([{ desired }, found]) => ({
    service: desired.service,
    differs: differs(desired, base, found),
    hears: hearsFrom(desired),
  }));
  const asked = new Set(full ? candidates.map(({ service }) => service) : overlay.with);
  const reasons = ownServices(candidates, asked, beside);
  const has = (service: string): boolean => reasons.has(service) || beside.has(service);
  const environmentOf = (service: string): string =>
    full || has(service) ? context.environment.name : base.name;
  for (const [outcome, found] of inBase) {
    const reason = reasons.get(outcome.desired.service);
    outcome.placed = reason
      ? { where: "own", base: base.name, reason, through: throughReferences(outcome.desired, has, overlay) }
      : { where: "base", base: base.name, url: found.stack?.outputs.Url };
  }
  return {
    own: [...inBase.keys()].filter(({ desired }) => reasons.has(desired.service)),
    through: [...inBase.keys()].filter(({ desired }) => !reasons.has(desired.service)),
    ofBase: [...inBase.values()].flatMap(({ stack }) => stack ?? []),
    listen,
    environmentOf,
  };
}

/**
 * Refuses a base to which nothing was ever deployed: its name is misspelt, or it comes first. Without it everything would differ.
 * @throws FerryError `BaseInvalid`
 */
async function requireDeployed({ bucket, environment }: Context, base: Environment): Promise<void> {
  const record = await recordOf({ records: new Records(bucket, base.name) });
  if (Object.keys(record?.services ?? {}).length > 0) return;
  throw new FerryError(
    "BaseInvalid",
    `${base.name} cannot be the base of ${environment.name}: nothing is deployed there`,
    { next: `check its name, or deploy it first: ./bazelw run //:deploy -- --env ${base.name}` },
  );
}

/** The services outside the run that the overlay has: those to which the run's services refer. */
async function servicesBeside(
  { session, environment }: Context,
  outcomes: readonly BuiltRun[],
): Promise<ReadonlySet<string>> {
  const inRun = new Set(outcomes.map(({ desired }) => desired.service));
  const others = new Set(
    outcomes
      .flatMap(({ desired }) => Object.keys(references(desired.stack.artifact.template)))
      .filter((service) => !inRun.has(service)),
  );
  const found = await Promise.all(
    [...others].map(async (name) => {
      const stack = await session.stacks.describe(stackName({ name }, environment));
      return stack && isOf(stack.tags, name, environment) ? [name] : [];
    }),
  );
  return new Set(found.flat());
}

/** What a service uses in the base. */
function throughReferences(
  { stack }: DesiredService,
  has: (service: string) => boolean,
  { base, full, listen }: Overlay,
): ThroughReference[] {
  if (full) return [];
  return Object.entries(references(stack.artifact.template))
    .filter(([service]) => !has(service))
    .map(([service, { imports, events }]) => ({
      service,
      environment: base.name,
      imports: Object.keys(imports),
      events,
      heard: listen && events.length > 0,
    }));
}
