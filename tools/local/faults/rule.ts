import { draw } from "./draw";
import { matchesAny } from "./operation-pattern";
import { type Fault, subjectsOf } from "./profile";

/** A rule that applies to one request. */
export interface Occurrence<F extends Fault = Fault> {
  readonly fault: F;
  /** A number in [0, 1) for what is left to decide. */
  readonly draw: (purpose: string) => number;
}

/** One rule of a profile, with its counts so far. */
export class Rule {
  readonly fault: Fault;
  readonly #seed: number;
  readonly #subject: string;
  #seen = 0;
  #applied = 0;

  /** @param index place in the profile */
  constructor(fault: Fault, index: number, seed: number) {
    this.fault = fault;
    this.#seed = seed;
    this.#subject = `fault ${index}`;
  }

  /** How often it has applied. */
  get applied(): number {
    return this.#applied;
  }

  /** Counts a request or a delivery, if it is one of its subjects; `undefined` where the rule does not apply to it. */
  meet(subject: string): Occurrence | undefined {
    const { probability, skip, limit } = this.fault;
    if (!matchesAny(subjectsOf(this.fault), subject)) return undefined;
    this.#seen += 1;
    const occurrence = this.#seen;
    if (occurrence <= skip || this.#applied >= (limit ?? Number.POSITIVE_INFINITY)) return undefined;
    if (draw(this.#seed, this.#subject, occurrence) >= probability) return undefined;
    this.#applied += 1;
    return {
      fault: this.fault,
      draw: (purpose) => draw(this.#seed, `${this.#subject} ${purpose}`, occurrence),
    };
  }
}
