import { FerryError } from "../error";
import type { ObservedService } from "../model/observed";
import { type DesiredService, TEMPLATE_TAG } from "../plan/desired";
import type { PlacedService } from "../plan/names";
import type { FunctionPlan, SeedPlan, ServicePlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";
import type { Explanation } from "../why/explain";
import type { BuildOrigin } from "../workspace/bazel/execution-log";
import { FunctionRun } from "./function-run";
import type { Placed, ServiceOutcome, Skip, StackOutcome, Unfinished } from "./outcome";
import type { ProgressEvent } from "./progress-event";

/**
 * The facts about one service in a run: what was observed, planned and done. Reports are derived from them, so a failure at any
 * time leaves a correct outcome, and a plan that is not applied leaves nothing to undo.
 */
export class ServiceRun<Service extends PlacedService = PlacedService> implements ServiceOutcome {
  readonly desired: Service;
  readonly functions: readonly FunctionRun[];
  observed = false;
  stale = false;
  changes: TemplateDifference | undefined;
  unfinished: Unfinished | undefined;
  placed: Placed | undefined;
  /** Why the template's digest differs from the deployed one. */
  why: Explanation | undefined;
  readonly #template: string | undefined;
  readonly #plans: ServicePlan[] = [];
  #found: ObservedService["stack"];
  #afterFailure: ObservedService | undefined;
  /** The plan by which the stack was written. */
  #written: ServicePlan | undefined;
  #seeded: SeedPlan | undefined;
  #deletes = false;
  #retained: readonly string[] | undefined;
  #abandoned = false;
  #error: FerryError | undefined;
  #skipped: Skip | undefined;

  private constructor(desired: Service, template: string | undefined) {
    this.desired = desired;
    this.#template = template;
    const built = template !== undefined;
    const service = {
      plan: (index: number) => this.#plan(index),
      isStackWritten: () => this.#written !== undefined,
      hasFailed: () => this.#hasFailed(),
    };
    this.functions = desired.functions.map((one, index) => new FunctionRun(service, index, one, built));
  }

  /** The run of a service that was built. */
  static built(desired: DesiredService, origins: ReadonlyMap<string, BuildOrigin>): BuiltRun {
    const run = new ServiceRun(desired, desired.stack.artifact.digest);
    for (const one of run.functions) one.build = origins.get(one.desired.artifact.target) ?? "unknown";
    return run;
  }

  /** The run of a service of which only the names are known: its digests are the observed ones. */
  static named(desired: PlacedService): ServiceRun {
    return new ServiceRun(desired, undefined);
  }

  get stack(): StackOutcome {
    const plan = (this.#written ?? this.#plans.at(-1))?.stack;
    const isGone = this.#afterFailure !== undefined && this.#afterFailure.stack === undefined;
    const deleted =
      this.#retained !== undefined || (isGone && (this.#deletes || plan?.first?.action === "delete"));
    const written = deleted || this.#written !== undefined;
    const base = {
      digest: this.#template ?? this.#found?.tags[TEMPLATE_TAG],
      written,
      why: this.why,
      retained: this.#retained ?? [],
      protect:
        !this.#hasFailed() && this.#plans.some(({ stack }) => stack.protect && stack.action !== "create"),
      status: this.#afterFailure?.stack?.status,
    };
    if (deleted) return { ...base, action: "delete" };
    if (this.#hasFailed() && !written) return { ...base, action: "none" };
    if (this.#deletes) return { ...base, action: "delete" };
    const deletesFirst = plan?.first?.action === "delete" ? plan.first.status : undefined;
    return { ...base, action: plan?.action ?? "none", deletesFirst };
  }

  get seed(): SeedPlan | undefined {
    if (this.#seeded || this.#hasFailed()) return this.#seeded;
    return this.#plans.find(({ seed }) => seed)?.seed;
  }

  get url(): string | undefined {
    if (this.placed?.where === "base") return this.placed.url;
    if (this.#retained !== undefined) return undefined;
    return (this.#afterFailure ? this.#afterFailure.stack : this.#found)?.outputs.Url;
  }

  get error(): FerryError | undefined {
    return this.#error;
  }

  get skipped(): Skip | undefined {
    return this.#skipped;
  }

  /** It was observed. */
  look({ stack, functions }: ObservedService): void {
    this.observed = true;
    this.#found = stack;
    for (const one of this.functions) one.look(functions[one.desired.name]?.live);
  }

  /** It was observed after a failure: this shows what the run did, even where responses were lost. */
  lookAfterFailure(found: ObservedService): void {
    for (const one of this.functions) one.lookAfterFailure(found.functions[one.desired.name]?.live);
    this.#afterFailure = found;
  }

  /** It was planned, possibly again. */
  planned(plan: ServicePlan): void {
    this.#plans.push(plan);
  }

  /** Its stack was written according to the newest plan. */
  stackWritten(): void {
    this.#written ??= this.#plans.at(-1);
  }

  /** The seeds were written into its tables. */
  seeded(items: SeedPlan): void {
    this.#seeded = items;
  }

  /** The run is about to delete it. */
  beginDeletion(): void {
    this.#deletes = true;
    for (const one of this.functions) one.beginDeletion();
  }

  /** @param retained what the deletion left in the account */
  deleted(retained: readonly string[]): void {
    this.#retained = retained;
    for (const one of this.functions) one.isDeleted();
  }

  /** Its work failed: the rest of its plan is not applied. */
  fail(error: FerryError): void {
    this.#error = error;
  }

  /** It was skipped, since services that it needs failed. */
  skip(failed: readonly ServiceOutcome[]): void {
    const of = failed.map(({ desired }) => desired.service);
    const error = new FerryError(
      "DependencyFailed",
      `${this.desired.stack.name} was skipped: it needs ${of.join(", ")}, which failed`,
      { next: "fix what failed and run the same command again" },
    );
    this.#skipped = { error, of };
  }

  /** The whole command failed. */
  abandon(): void {
    this.#abandoned = true;
  }

  /** The event for the end of its work. */
  doneEvent(): ProgressEvent {
    const how = this.#error ? "failed" : this.#skipped ? "skipped" : "done";
    return { type: "done", service: this.desired.service, how };
  }

  #hasFailed(): boolean {
    return this.#error !== undefined || this.#skipped !== undefined || this.#abandoned;
  }

  /** A function created with its stack is reported as created, although a later plan only updates its code. */
  #plan(index: number): FunctionPlan | undefined {
    const since = this.#written ? this.#plans.slice(this.#plans.indexOf(this.#written)) : [];
    const created = since.map(({ functions }) => functions[index]).find((one) => one?.action === "create");
    return created ?? this.#plans.at(-1)?.functions[index];
  }
}

/** The run of a service that was built. */
export type BuiltRun = ServiceRun<DesiredService>;
