import type { ProgressEvent } from "../context/progress-event";
import type { ServicePlan } from "../plan/plan";

/** What is left of a deploy, and about how long that takes. */
export type Estimate = Extract<ProgressEvent, { type: "estimate" }>;

/** What is left of one service. */
interface Rest {
  /** When the change of its stack was begun, in milliseconds; undefined before and after. */
  stackSince: number | undefined;
  stack: boolean;
  /** Writes that are left, by the function's physical name. */
  readonly functions: Map<string, number>;
}

/** A mean over all that was measured so far. */
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
  /** Writes a second that Lambda's quota gives at present. */
  readonly rate: () => number;
  /** In milliseconds. */
  readonly now: () => number;
  /** Services that are worked on at once. */
  readonly atOnce: number;
}

/**
 * Says from the writes that are left, from the rate at which they may be sent at present, and from how long stacks and updates have
 * taken so far, how long a deploy still takes. It promises nothing that was not measured: while stacks are to change and none has
 * ended yet, it is silent.
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

  /** A service is to be changed. */
  plan(service: string, { stack, functions }: ServicePlan): void {
    const changing = functions.filter(({ action }) => action !== "none");
    this.#services.set(service, {
      stackSince: undefined,
      stack: stack.action !== "none",
      // UpdateFunctionCode, PublishVersion, UpdateAlias.
      functions: new Map(changing.map(({ desired, upload }) => [desired.name, upload ? 3 : 2])),
    });
  }

  /** Takes note of what happens. @returns an estimate, where that changes it and there is one */
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
    // Stacks and code go on side by side, those of one service one after the other: the last one adds its own.
    const ahead = Math.max(writes / rate(), Math.ceil(stacks / atOnce) * (stackSeconds ?? 0));
    const last = writes > 0 ? (this.#updateSeconds.value ?? 0) : 0;
    return { type: "estimate", remainingSeconds: ahead + last, writes, stacks };
  }
}

/** A write of the function was begun, after which `left` remain. One that is repeated, as after a conflict, changes nothing. */
function write({ functions }: Rest, name: string, left: number): boolean {
  const before = functions.get(name);
  if (before === undefined || before <= left) return false;
  functions.set(name, left);
  return true;
}
