import { withGlobal } from "@sinonjs/fake-timers";

/** What Node says of work that its thread pool or the kernel does for this process. */
const UNDER_WAY = /^(FSReq|CloseReq)/;

/** Turns of the event loop in which nothing may be under way before time moves on. */
const QUIET_TURNS = 2;

/** Milliseconds of real time after which a simulation that has nothing to wait for is stuck. */
const STUCK_AFTER = 5_000;

const realImmediate = setImmediate;
const realNow = process.hrtime.bigint;

/**
 * Virtual time: clocks stand still while anything runs, and jump to the next timer once nothing does. So a wait costs nothing, and what
 * happens depends on no machine's speed. It replaces the clocks and timers of the whole process, and must be there before any module
 * that keeps one of them is loaded.
 */
export class VirtualTime {
  readonly #clock = withGlobal(globalThis).install({
    // S3's and HTTP's dates have whole seconds: any second will do.
    now: Date.UTC(2030, 0, 1),
    toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date", "performance"],
    // Timers that are cleared by another realm's function, as in SDK clients, are none of ours.
    ignoreMissingTimers: true,
  });

  constructor() {
    AbortSignal.timeout = abortAfter;
  }

  /** Runs until the work is done, and all that it waits for with it. @throws Error if it waits for nothing */
  async run<T>(work: Promise<T>): Promise<T> {
    let done = false;
    const ended = work.finally(() => {
      done = true;
    });
    ended.catch(() => undefined);
    for (;;) {
      await quiet();
      if (done) return await ended;
      if (this.#clock.countTimers() > 0) this.#clock.next();
      else await this.#wait(() => done);
    }
  }

  /** Forgets what still waits: of deployers that were killed. */
  reset(): void {
    this.#clock.reset();
  }

  /** Something is under way that Node does not say, for a moment; or the work is stuck. */
  async #wait(isDone: () => boolean): Promise<void> {
    const began = realNow();
    while (!isDone() && this.#clock.countTimers() === 0) {
      if (realNow() - began > BigInt(STUCK_AFTER) * 1_000_000n)
        throw new Error(`the simulation waits for nothing: ${process.getActiveResourcesInfo()}`);
      await new Promise((resolve) => realImmediate(resolve));
    }
  }
}

/** Resolves when all that needs no timer has been done. */
async function quiet(): Promise<void> {
  for (let turns = 0; turns < QUIET_TURNS; turns++) {
    await new Promise((resolve) => realImmediate(resolve));
    if (process.getActiveResourcesInfo().some((name) => name === "Immediate" || UNDER_WAY.test(name)))
      turns = -1;
  }
}

/** `AbortSignal.timeout` in virtual time. */
function abortAfter(milliseconds: number): AbortSignal {
  const controller = new AbortController();
  setTimeout(
    () => controller.abort(new DOMException("The operation timed out", "TimeoutError")),
    milliseconds,
  );
  return controller.signal;
}
