import type { Context } from "../context/context";
import type { BuiltRun } from "../context/service-run";
import type { ObservedService, ObservedStack } from "../model/observed";
import type { DesiredService } from "../plan/desired";
import { stackName } from "../plan/names";
import { type Links, linked, type Producer } from "../plan/references";
import { references } from "../template/references";

/** Where services are that others refer to. */
export interface Placement {
  /** Whether events of services in the base are heard. */
  readonly listen: boolean;
  /** The environment in which the service is, or will be. */
  environmentOf(service: string): string;
}

/** The stacks of services that others refer to. Each is read once, unless this run observes it anyway. */
export class Producers {
  readonly #context: Context;
  readonly #placement: Placement;
  /** By physical name. */
  readonly #stacks = new Map<string, Promise<ObservedStack | undefined>>();

  /** @param observed the services of the run */
  constructor(context: Context, placement: Placement, observed: ReadonlyMap<BuiltRun, ObservedService>) {
    this.#context = context;
    this.#placement = placement;
    for (const [{ desired }, { stack }] of observed) this.saw(desired.stack.name, stack);
  }

  /** Takes a stack as it was observed, or left by this run; undefined if there is none. */
  saw(name: string, stack: ObservedStack | undefined): void {
    this.#stacks.set(name, Promise.resolve(stack));
  }

  /** The service with the values of what it refers to. */
  async link(desired: DesiredService): Promise<DesiredService> {
    return linked(desired, this.#context.environment.name, await this.links(desired));
  }

  /** Where the references of a service lead. */
  async links(desired: DesiredService): Promise<Links> {
    const found = new Map<string, Producer>();
    await Promise.all(
      Object.entries(references(desired.stack.artifact.template)).map(async ([service, { imports }]) => {
        const environment = this.#placement.environmentOf(service);
        const isAsked = Object.keys(imports).length > 0;
        const outputs = isAsked ? (await this.#stack(service, environment))?.outputs : undefined;
        found.set(service, { environment, outputs });
      }),
    );
    return { producer: (service) => found.get(service), listen: this.#placement.listen };
  }

  #stack(service: string, name: string): Promise<ObservedStack | undefined> {
    const stack = stackName({ name: service }, { ...this.#context.environment, name });
    const known = this.#stacks.get(stack) ?? this.#context.session.stacks.describe(stack);
    this.#stacks.set(stack, known);
    return known;
  }
}
