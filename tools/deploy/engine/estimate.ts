import type { ProgressEvent } from "../context/progress-event";
import type { ServicePlan } from "../plan/plan";

/** The rest of a deploy, and how long it will take. */
export type Estimate = Extract<ProgressEvent, { type: "estimate" }>;

/** The rest of the work on one service. */
interface Rest {
  /** When the change of its stack began, in milliseconds; undefined before and after. */
  stackSince: number | undefined;
  stack: boolean;
  /** Remaining writes, by the function's physical name. */
  readonly functions: Map<string, number>;
}

/** The mean of the values added so far. */
class Mean {
  #sum = 0;
  #count = 0;

  add(value: number): void {
    this.#sum += value;
    this.#count++;
  }

  /** Undefined before the first. */
  get value(): number | undefined {
    return this.#count === 0 ? undefined : this.#sum / this.#count;
  }
}

export interface EstimatorOptions {
  /** Writes per second that Lambda's quota currently allows. */
  readonly rate: () => number;
  /** In milliseconds. */
  readonly now: () => number;
  /** Services worked on concurrently. */
  readonly atOnce: number;
}

/**
 * Estimates the remaining time of a deploy from the remaining writes, their current rate, and how long stacks and updates have
 * taken so far. While stacks are to change and none has finished, there is no estimate.
 */
export class Estimator {
  readonly #options: EstimatorOptions;
  readonly #services = new Map<string, Rest>();
  readonly #stackSeconds = new Mean();
  /** From an upload to the publication that waits for it. */
  readonly #updateSeconds = new Mean();
  readonly #uploads = new Map<string, number>();

  constructor(options: EstimatorOptions) {
    this.#options = options;
  }

  /** Adds a service that will be changed. */
  plan(service: string, { stack, functions }: ServicePlan): void {
    const changing = functions.filter(({ action }) => action !== "none");
    this.#services.set(service, {
      stackSince: undefined,
      stack: stack.action !== "none",
      // UpdateFunctionCode, PublishVersion, UpdateAlias.
      functions: new Map(changing.map(({ desired, upload }) => [desired.name, upload ? 3 : 2])),
    });
  }

  /** Processes an event. @returns the new estimate, if there is one and the event changes it */
  after(event: ProgressEvent): Estimate | undefined {
    if (!("service" in event)) return undefined;
    const rest = this.#services.get(event.service);
    return rest && this.#note(rest, event) ? this.#estimate() : undefined;
  }

  #note(rest: Rest, event: ProgressEvent): boolean {
    const now = this.#options.now();
    switch (event.type) {
      case "stack":
        rest.stackSince ??= now;
        return false;
      case "upload":
        this.#endStack(rest, now);
        this.#uploads.set(event.name, now);
        return write(rest, event.name, 2);
      case "publish":
        this.#endStack(rest, now);
        this.#endUpdate(event.name, now);
        return write(rest, event.name, 1);
      case "switch":
        return write(rest, event.name, 0);
      case "done":
        this.#endStack(rest, now);
        rest.functions.clear();
        return true;
      default:
        return false;
    }
  }

  #endStack(rest: Rest, now: number): void {
    if (rest.stackSince !== undefined) this.#stackSeconds.add((now - rest.stackSince) / 1_000);
    rest.stackSince = undefined;
    rest.stack = false;
  }

  #endUpdate(name: string, now: number): void {
    const since = this.#uploads.get(name);
    if (since !== undefined) this.#updateSeconds.add((now - since) / 1_000);
    this.#uploads.delete(name);
  }

  #estimate(): Estimate | undefined {
    let writes = 0;
    let stacks = 0;
    for (const rest of this.#services.values()) {
      if (rest.stack) stacks++;
      for (const left of rest.functions.values()) writes += left;
    }
    const { rate, atOnce } = this.#options;
    const stackSeconds = this.#stackSeconds.value;
    if (stacks > 0 && stackSeconds === undefined) return undefined;
    // Stacks and code are updated in parallel, but within a service one after the other: the last update adds its own time.
    const ahead = Math.max(writes / rate(), Math.ceil(stacks / atOnce) * (stackSeconds ?? 0));
    const last = writes > 0 ? (this.#updateSeconds.value ?? 0) : 0;
    return { type: "estimate", remainingSeconds: ahead + last, writes, stacks };
  }
}

/** A write of the function has begun, after which `left` remain. A repeated one, as after a conflict, changes nothing. */
function write({ functions }: Rest, name: string, left: number): boolean {
  const before = functions.get(name);
  if (before === undefined || before <= left) return false;
  functions.set(name, left);
  return true;
}
