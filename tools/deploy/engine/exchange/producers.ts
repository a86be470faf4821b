import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import type { ObservedService, ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { type DesiredService, isOf } from "../../plan/desired";
import { stackName } from "../../plan/names";
import { importsFrom, type Links, linked, type Producer } from "../../plan/references";
import { references } from "../../template/references";

/** Where services are that others refer to. */
export interface Placement {
  /** Whether events of services in the base are heard. */
  readonly listen: boolean;
  /** Stacks of the base, as they were observed. */
  readonly ofBase: readonly ObservedStack[];
  /** The environment in which the service is, or will be. */
  environmentOf(service: string): string;
}

/** The stacks of services that others refer to. Each is read once, unless this run observes it anyway. */
export class Producers {
  readonly #context: Context;
  readonly #placement: Placement;
  /** By physical name. */
  readonly #stacks = new Map<string, Promise<ObservedStack | undefined>>();
  /** Names of stacks seen under their service's lock. */
  readonly #settled = new Set<string>();

  /**
   * @param observed the services of the run
   * @param leaving names of the run's stacks that are deleted at its end: what they import may be taken away before
   */
  constructor(
    context: Context,
    placement: Placement,
    observed: ReadonlyMap<BuiltRun, ObservedService>,
    readonly leaving: ReadonlySet<string>,
  ) {
    this.#context = context;
    this.#placement = placement;
    for (const [{ desired }, { stack }] of observed)
      this.#stacks.set(desired.stack.name, Promise.resolve(stack));
    for (const stack of placement.ofBase) this.#stacks.set(stack.name, Promise.resolve(stack));
  }

  /** Takes a stack as it was observed, or left by this run, under its service's lock; undefined if there is none. */
  saw(name: string, stack: ObservedStack | undefined): void {
    this.#settled.add(name);
    this.#stacks.set(name, Promise.resolve(stack));
  }

  /** Forgets what others may have changed since it was read of the stacks from which a service imports. */
  forget(desired: DesiredService): void {
    for (const service of importsFrom(desired)) {
      const stack = this.#stackName(service, this.#placement.environmentOf(service));
      if (!this.#settled.has(stack)) this.#stacks.delete(stack);
    }
  }

  /** A stack as this run has seen it last; undefined if it has not, or there is none. */
  async seen(name: string): Promise<ObservedStack | undefined> {
    return await this.#stacks.get(name);
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
        const stack = isAsked ? await this.#stack(service, environment) : undefined;
        found.set(service, { environment, outputs: exported(stack, service, environment) });
      }),
    );
    return { producer: (service) => found.get(service), listen: this.#placement.listen };
  }

  #stackName(service: string, environment: string): string {
    return stackName({ name: service }, { ...this.#context.environment, name: environment });
  }

  #stack(service: string, environment: string): Promise<ObservedStack | undefined> {
    const stack = this.#stackName(service, environment);
    const known = this.#stacks.get(stack) ?? this.#context.session.stacks.describe(stack);
    this.#stacks.set(stack, known);
    return known;
  }
}

/** The outputs of a service's stack; not of one that is going, or that has the name and is of `dev-a` and `b-orders`, not of `dev-a-b`. */
function exported(
  stack: ObservedStack | undefined,
  service: string,
  environment: string,
): ObservedStack["outputs"] | undefined {
  if (!stack || !isOf(stack.tags, service, { name: environment })) return undefined;
  return situation(stack.status) === "dead" || stack.status.startsWith("DELETE_") ? undefined : stack.outputs;
}
