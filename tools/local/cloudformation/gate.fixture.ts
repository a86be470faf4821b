import { z } from "zod";
import type { ResourceProvider } from "../resources/provider";

export const GATE_TYPE = "Test::Gate::Gate";

/** A resource type whose creation waits at a gate, so that a test can look at an operation half-way. */
export class Gate {
  readonly #entered = Promise.withResolvers<void>();
  readonly #opened = Promise.withResolvers<void>();
  readonly provider: ResourceProvider = {
    type: GATE_TYPE,
    schema: z.strictObject({}),
    attributes: [],
    replacedBy: [],
    create: async () => {
      this.#entered.resolve();
      await this.#opened.promise;
      return { physicalId: "gate", attributes: {} };
    },
    update: async () => ({}),
    delete: async () => {},
  };

  /** Resolves when a creation has come to the gate. */
  get entered(): Promise<void> {
    return this.#entered.promise;
  }

  open(): void {
    this.#opened.resolve();
  }
}
