import type { Change } from "./adversity";
import type { Built } from "./built";

/** What is wanted of a service. */
export interface Wanted extends Built {
  readonly memory: number;
  /** Description of the alias. */
  readonly alias: string;
}

/** What a campaign has asked for and seen so far. */
export class Memory {
  readonly wanted = new Map<string, Wanted>();
  /** By service, what was built last. */
  readonly last = new Map<string, Change>();
  /** `CodeSha256`s that some deploy was asked to make live. */
  readonly asked = new Set<string>();
  /** Services whose code was seen live: nothing but a deletion takes it back to the placeholder. */
  readonly served = new Set<string>();
  level = "debug";
  protected = false;
  /** Whether a deletion of `orders`, or the rollback of its creation, has failed half way. */
  half = false;
  /** Whether another client wrote to the functions: that it moved an alias shows only in each function. */
  rivals = false;
  /** Whether a deployer was killed, which may have described an alias without recording it. */
  killed = false;

  want(service: string): Wanted {
    const wanted = this.wanted.get(service);
    if (wanted === undefined) throw new Error(`${service} was never built`);
    return wanted;
  }
}
