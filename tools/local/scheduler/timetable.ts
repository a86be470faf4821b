import { bestEffort } from "../state/best-effort";
import type { Times } from "./expression";

/** Longest time that a timer takes (Node: 2^31 - 1 ms); what is due later is looked at again then. */
const MAX_TIMER = 2_147_483_647;

interface Entry {
  readonly times: Times;
  /** Milliseconds since the epoch. */
  readonly due: number;
}

/** What is due when, with one timer for the next of all. */
export class Timetable {
  readonly #entries = new Map<string, Entry>();
  readonly #fire: (name: string, due: number) => void;
  #timer: NodeJS.Timeout | undefined;

  /** @param fire is called when something is due, with the time that it was due at */
  constructor(fire: (name: string, due: number) => void) {
    this.#fire = fire;
  }

  /** From now on; earlier times are skipped. */
  set(name: string, times: Times): void {
    this.#enter(name, times, Date.now());
    this.#arm();
  }

  remove(name: string): void {
    this.#entries.delete(name);
    this.#arm();
  }

  close(): void {
    this.#entries.clear();
    clearTimeout(this.#timer);
  }

  #enter(name: string, times: Times, after: number): void {
    const due = times.next(after);
    if (due === undefined) this.#entries.delete(name);
    else this.#entries.set(name, { times, due });
  }

  #arm(): void {
    clearTimeout(this.#timer);
    if (this.#entries.size === 0) return;
    const next = Math.min(...[...this.#entries.values()].map(({ due }) => due));
    this.#timer = setTimeout(() => this.#wake(), Math.min(Math.max(0, next - Date.now()), MAX_TIMER));
    this.#timer.unref();
  }

  /** After the machine has slept, each fires once, however often it was due. */
  #wake(): void {
    const now = Date.now();
    for (const [name, { times, due }] of this.#entries) {
      if (due > now) continue;
      this.#enter(name, times, now);
      bestEffort(`firing schedule ${name}`, () => this.#fire(name, due));
    }
    this.#arm();
  }
}
