import { setTimeout as wait } from "node:timers/promises";
import type { LambdaApi } from "../lambda/api";
import { AwsError } from "../protocol/error";
import type { AwsResponse } from "../protocol/service";
import { ActiveProfile, type FaultSubject } from "./active-profile";
import { competingWrite } from "./competing-writer";
import type { Decision } from "./decision";
import type { FaultProfile } from "./profile";

/** Thrown in place of an answer: the request's connection is to be reset. */
export class ConnectionReset extends Error {
  override readonly name = "ConnectionReset";
}

/** The status of the active profile. */
export interface FaultStatus {
  readonly name: string;
  readonly seed: number;
  /** Requests since the profile became active, and how many of them were refused or reset. */
  readonly requests: number;
  readonly refused: number;
}

/** The faults of an account: none, until there is a profile. */
export class Faults {
  #active: ActiveProfile | undefined;
  #lambda: LambdaApi | undefined;

  /** Activates a profile from its first request on; `undefined` for none. */
  set(profile: FaultProfile | undefined): void {
    this.#active = profile && new ActiveProfile(profile);
  }

  /** The functions that competing writes are made to. */
  attach(lambda: LambdaApi): void {
    this.#lambda = lambda;
  }

  status(): FaultStatus | undefined {
    if (this.#active === undefined) return undefined;
    const { name = "unnamed", seed } = this.#active.profile;
    const { requests, refused } = this.#active.counts();
    return { name, seed, requests, refused };
  }

  /** The active profile, and how often each of its faults has applied, in their order. */
  report(): {
    readonly profile: FaultProfile | null;
    readonly applied: readonly number[];
  } & Partial<FaultStatus> {
    if (this.#active === undefined) return { profile: null, applied: [] };
    return { profile: this.#active.profile, ...this.#active.counts(), ...this.status() };
  }

  /** The account's clock where it is not this machine's, milliseconds since the epoch. */
  get clock(): number | undefined {
    return this.#active?.profile.clock === undefined ? undefined : this.#active.now();
  }

  /** The account's clock, milliseconds since the epoch. */
  readonly now = (): number => this.clock ?? Date.now();

  /** Whether a delivery is to be made twice. @param subject `rule:NAME` or `queue:NAME` */
  duplicates(subject: string): boolean {
    return this.#active?.duplicates(subject) ?? false;
  }

  /** Whether a stack whose deletion is refused keeps the status that it had. */
  readonly keepsStatus = (): boolean => this.#active?.profile.refusedDeletion === "keeps-status";

  /** Milliseconds that a change takes, where the profile says so. */
  transition(kind: keyof FaultProfile["transitions"]): number | undefined {
    return this.#active?.transition(kind);
  }

  /**
   * Carries out a request, with the faults that apply to it.
   * @param note called with each fault, for the request log: `reset after 200` if the operation was done and would have answered 200
   * @throws AwsError, or ConnectionReset
   */
  async pass(
    subject: FaultSubject,
    handle: () => Promise<AwsResponse>,
    note: (fault: string) => void,
  ): Promise<AwsResponse> {
    if (this.#active === undefined) return await handle();
    const { delay, refusal, competing } = this.#active.decide(subject);
    if (delay > 0) {
      note(`delay ${Math.round(delay)}`);
      await wait(delay);
    }
    const carriedOut = (): Promise<AwsResponse> => this.#compete(competing, handle, note);
    if (refusal === undefined) return await carriedOut();
    if (refusal.effect === "before") note(refusal.label);
    else note(`${refusal.label} after ${await statusOf(carriedOut)}`);
    throw refusal.answer === "reset" ? new ConnectionReset() : refusal.answer;
  }

  async #compete(
    competing: Decision["competing"],
    handle: () => Promise<AwsResponse>,
    note: (fault: string) => void,
  ): Promise<AwsResponse> {
    try {
      return await handle();
    } finally {
      for (const met of competing) {
        const done = this.#lambda && (await competingWrite(this.#lambda, met));
        if (done !== undefined) note(done);
      }
    }
  }
}

/** Carries out a request whose answer is discarded. Resolves to the status that the answer had. */
async function statusOf(handle: () => Promise<AwsResponse>): Promise<number> {
  try {
    const { status, body } = await handle();
    if (typeof body !== "string" && !Buffer.isBuffer(body)) body.destroy();
    return status;
  } catch (error) {
    if (error instanceof AwsError) return error.status;
    throw error;
  }
}
