import type { Decision, Refusal } from "./decision";
import { draw, within } from "./draw";
import { AWS_RATES } from "./presets";
import type { CompetingWrite, Fault, FaultProfile } from "./profile";
import { expiredToken, serverError, throttled } from "./refusals";
import { RequestRates } from "./request-rates";
import { type Occurrence, Rule } from "./rule";

/** A request, as far as faults depend on it. */
export interface FaultSubject {
  /** Signing name. */
  readonly service: string;
  readonly operation: string;
}

type TransitionKind = keyof FaultProfile["transitions"];

/** The active profile: it decides request by request. */
export class ActiveProfile {
  readonly profile: FaultProfile;
  readonly #rates: RequestRates;
  readonly #rules: readonly Rule[];
  readonly #transitions = new Map<TransitionKind, number>();
  #requests = 0;
  #refused = 0;

  constructor(profile: FaultProfile) {
    this.profile = profile;
    this.#rates = new RequestRates(profile.rates === "aws" ? AWS_RATES : profile.rates, () =>
      performance.now(),
    );
    this.#rules = profile.faults.map((fault, index) => new Rule(fault, index, profile.seed));
  }

  /** The account's clock, milliseconds since the epoch. */
  now(): number {
    return Date.now() + (this.profile.clock?.ahead ?? 0) * 1000;
  }

  /** Requests since the profile became active, and how many of them were refused or reset. */
  counts(): { readonly requests: number; readonly refused: number; readonly applied: readonly number[] } {
    return {
      requests: this.#requests,
      refused: this.#refused,
      applied: this.#rules.map(({ applied }) => applied),
    };
  }

  decide(subject: FaultSubject): Decision {
    this.#requests += 1;
    let delay = 0;
    let refusal = this.#refusedAtTheDoor(subject);
    const competing: Occurrence<CompetingWrite>[] = [];
    for (const rule of this.#rules) {
      // At most one rule applies to a request; for later rules it does not count.
      if (refusal !== undefined && rule.fault.kind !== "delay") continue;
      const met = rule.meet(`${subject.service}:${subject.operation}`);
      if (met === undefined) continue;
      const { fault } = met;
      // It matches deliveries, not operations.
      if (fault.kind === "duplicate-delivery") continue;
      if (fault.kind === "delay") delay += within(fault.milliseconds, met.draw("delay"));
      else if (fault.kind === "competing-write") competing.push({ ...met, fault });
      else refusal = refusalOf(fault, subject.service);
    }
    if (refusal !== undefined) this.#refused += 1;
    return { delay, competing, ...(refusal && { refusal }) };
  }

  /** Whether a delivery is to be made twice. @param subject `rule:NAME` or `queue:NAME` */
  duplicates(subject: string): boolean {
    const rules = this.#rules.filter(({ fault }) => fault.kind === "duplicate-delivery");
    return rules.filter((rule) => rule.meet(subject) !== undefined).length > 0;
  }

  /** Milliseconds that the next change of that kind takes; `undefined` where the profile does not say. */
  transition(kind: TransitionKind): number | undefined {
    const range = this.profile.transitions[kind];
    if (range === undefined) return undefined;
    const occurrence = (this.#transitions.get(kind) ?? 0) + 1;
    this.#transitions.set(kind, occurrence);
    return within(range, draw(this.profile.seed, `transition ${kind}`, occurrence));
  }

  /** What AWS checks first: the caller, then the rate. */
  #refusedAtTheDoor({ service, operation }: FaultSubject): Refusal | undefined {
    const { credentials } = this.profile;
    if (credentials !== undefined && this.#requests > credentials.expireAfter) {
      return { answer: expiredToken(service), effect: "before", label: "expired token" };
    }
    const wait = this.#rates.take(`${service}:${operation}`);
    if (wait === 0) return undefined;
    return { answer: throttled(service, wait), effect: "before", label: "rate exceeded" };
  }
}

function refusalOf(
  fault: Exclude<Fault, { kind: "delay" | "competing-write" | "duplicate-delivery" }>,
  service: string,
): Refusal {
  switch (fault.kind) {
    case "throttle":
      return { answer: throttled(service, 1), effect: "before", label: "throttle" };
    case "error":
      return {
        answer: serverError(service, fault.status),
        effect: fault.effect,
        label: `error ${fault.status}`,
      };
    case "reset":
      return { answer: "reset", effect: fault.effect, label: "reset" };
  }
}
