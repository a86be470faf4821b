import { type SeedMode, writeSeed } from "../apply/seed/write";
import { EnvironmentRecords } from "../bucket/environment/records";
import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { ObservedStack } from "../model/observed";
import type { ServicePlan } from "../plan/plan";
import { itemCounts } from "../plan/service";
import { recordOf } from "./observation";
import type { Prepared } from "./prepare";

/** A deploy that was killed this long ago is not finished by one that has nothing else to do, in milliseconds. */
const REMEMBERED = 24 * 3_600_000;

/**
 * Reads the record if seeds may be all that a killed deploy has left to do: nothing else would show it. A stack that is older than a day
 * is past that, so that deploys without changes stay without this call.
 */
export async function lookForUnseeded(
  context: Pick<Context, "records">,
  prepared: ReadonlyMap<BuiltRun, Prepared>,
  now = Date.now(),
): Promise<void> {
  const isNew = [...prepared.values()].some(
    ({ desired: { seed }, observed: { stack } }) =>
      seed && stack?.created && stack.created.getTime() > now - REMEMBERED,
  );
  if (isNew && !context.records.known) await recordOf(context);
}

/**
 * The seeds of one service in a run, which are written once however often the service is planned.
 *
 * The record says `unseeded` from before the stack is created until the service is recorded as live. So what a killed deploy did
 * not write, or may not have written, is completed by the next one. That one writes only what is
 * not there: functions or people may have changed the rest.
 */
export class Seeding {
  readonly #context: Context;
  readonly #outcome: BuiltRun;
  #mode: SeedMode | undefined;
  #done = false;

  /** @param unseeded what the record said before this run */
  constructor(context: Context, outcome: BuiltRun, unseeded: boolean) {
    this.#context = context;
    this.#outcome = outcome;
    this.#mode = unseeded ? "complete" : undefined;
  }

  /** Plans that follow the creation of the stack no longer have seeds. */
  expect({ seed }: ServicePlan): void {
    if (seed) this.#mode = "overwrite";
  }

  /** Writes what is still to be written into the tables of the stack. */
  async write(stack: ObservedStack | undefined): Promise<void> {
    const { seed } = this.#outcome.desired;
    if (this.#done || !this.#mode || !seed || !stack) return;
    const { service } = this.#outcome.desired;
    await writeSeed(this.#context, service, seed, stack, this.#mode);
    this.#done = true;
    this.#outcome.seeded(itemCounts(seed));
    await this.#note(service, seed.digest);
  }

  /** Notes in the environment's record, if there is one, what was written. */
  async #note(service: string, digest: string): Promise<void> {
    const { bucket, environment } = this.#context;
    await new EnvironmentRecords(bucket).change(environment.name, (before) => ({
      ...before,
      seeds: { ...before.seeds, [service]: digest },
    }));
  }
}
