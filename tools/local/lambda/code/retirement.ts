import type { FunctionRuntime } from "../../runtime/function-runtime";
import { bestEffort } from "../../state/best-effort";
import type { LambdaContext } from "../context";
import type { Invoker } from "../invocation/invoker";
import type { Transition } from "../model";

/** Milliseconds by which a timer may run ahead of the clock. */
const SETTLING_MARGIN = 10;

/** Milliseconds that a package may outlive its last use. */
const SWEEP_DELAY = 1000;

/** Stops the processes of code that a change has replaced, and drops packages that no function has any more. */
export class Retirement {
  readonly #context: LambdaContext;
  readonly #runtime: FunctionRuntime;
  readonly #invoker: Invoker;
  readonly #timers = new Set<NodeJS.Timeout>();
  #sweepTimer: NodeJS.Timeout | undefined;

  constructor(context: LambdaContext, runtime: FunctionRuntime, invoker: Invoker) {
    this.#context = context;
    this.#runtime = runtime;
    this.#invoker = invoker;
    this.#sweep();
  }

  /** Does so now, and again when the change has taken effect. */
  changed(transition: Transition | undefined): void {
    this.#invoker.retireStale();
    const delay = Math.max(0, (transition?.until ?? 0) - this.#context.now());
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#invoker.retireStale();
      this.#sweepSoon();
    }, delay + SETTLING_MARGIN);
    timer.unref();
    this.#timers.add(timer);
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer);
  }

  /** One sweep for all that changes meanwhile: it looks at every function and every package. */
  #sweepSoon(): void {
    if (this.#sweepTimer !== undefined) return;
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      this.#sweepTimer = undefined;
      bestEffort("sweeping packages", () => this.#sweep());
    }, SWEEP_DELAY);
    timer.unref();
    this.#sweepTimer = timer;
    this.#timers.add(timer);
  }

  #sweep(): void {
    const running = this.#runtime.targets().map(({ codeFolder }) => codeFolder);
    this.#context.packages.sweep(this.#context.functions.codeInUse(this.#context.now()), running);
  }
}
