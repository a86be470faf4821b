import { join } from "node:path";
import { complain } from "../../terminal/complain";
import { Collection } from "../state/store";
import { ruleNotFound } from "./errors";
import { InvalidPattern } from "./pattern/invalid-pattern";
import { type EventPattern, readPattern } from "./pattern/pattern";
import type { Rule } from "./rule";

/** Region and account of ARNs. */
export interface Place {
  readonly region: string;
  readonly accountId: string;
}

/** The rules of the default bus, on disk, their patterns compiled. */
export class Rules {
  readonly place: Place;
  readonly #rules: Collection<Rule>;
  readonly #patterns = new Map<string, EventPattern>();

  constructor(folder: string, place: Place) {
    this.place = place;
    this.#rules = new Collection(join(folder, "rules"));
    for (const rule of this.#rules.values()) this.#restore(rule);
  }

  /** In the order of their names. */
  all(): Rule[] {
    return this.#rules.values();
  }

  find(name: string): Rule | undefined {
    return this.#rules.get(name);
  }

  /** Throws `ResourceNotFoundException`. */
  get(name: string): Rule {
    const rule = this.#rules.get(name);
    if (rule === undefined) throw ruleNotFound(name);
    return rule;
  }

  /** @throws InvalidPattern, and nothing is kept */
  put(rule: Rule): void {
    this.#compile(rule);
    this.#rules.put(rule.name, rule);
  }

  delete(name: string): void {
    this.#rules.delete(name);
    this.#patterns.delete(name);
  }

  /** Rules that are enabled and whose pattern selects the event. */
  matching(event: object): Rule[] {
    return this.all().filter(
      ({ name, state }) => state === "ENABLED" && this.#patterns.get(name)?.(event) === true,
    );
  }

  arn(name: string): string {
    return `arn:aws:events:${this.place.region}:${this.place.accountId}:rule/${name}`;
  }

  /** A rule that an older account took may have an operator that this one does not support: it is kept, and selects nothing. */
  #restore(rule: Rule): void {
    try {
      this.#compile(rule);
    } catch (error) {
      if (!(error instanceof InvalidPattern)) throw error;
      complain(`the rule ${rule.name} selects no event: ${error.message}`);
    }
  }

  #compile({ name, pattern }: Rule): void {
    this.#patterns.set(name, readPattern(pattern));
  }
}
