import { complain } from "../../../terminal/complain";
import { ACCOUNT_ID } from "../../protocol/account-id";
import type { ResourceProvider } from "../../resources/provider";
import { cleanUp, cleanUpRollback } from "./clean-up";
import { deleteAll } from "./delete-all";
import { failForward, goForward } from "./forward";
import { Journal } from "./journal";
import { isInProgress, type Operation, type StackRecord, type StackStatus } from "./records";
import { rollBack } from "./roll-back";
import { Interrupted, type Run } from "./run";
import type { StackStore } from "./store";

interface Running {
  cancelled: boolean;
  done: Promise<void>;
}

/** Runs the operations of the stacks, several stacks at the same time, one operation a stack. */
export class StackEngine {
  readonly #running = new Map<string, Running>();
  #closed = false;

  constructor(
    readonly store: StackStore,
    readonly providers: ReadonlyMap<string, ResourceProvider>,
  ) {}

  /** Begins an operation; returns when it is in the journal. */
  begin(
    stackId: string,
    operation: Operation,
    status: StackStatus,
    reason: string,
    changes: Partial<StackRecord> = {},
  ): void {
    new Journal(this.store, stackId).status(status, reason, { ...changes, operation });
    this.#launch(stackId);
  }

  /** Continues what the previous process left unfinished. */
  resume(): void {
    for (const { stackId, status, operation } of this.store.stacks()) {
      if (operation !== undefined && isInProgress(status)) this.#launch(stackId);
    }
  }

  /** Leaves the stack's operation where it is; resolves when nothing of it is under way. */
  async cancel(stackId: string): Promise<void> {
    const running = this.#running.get(stackId);
    if (running === undefined) return;
    running.cancelled = true;
    await running.done;
  }

  /** Resolves when the stack has no operation under way. */
  async settled(stackId: string): Promise<void> {
    await this.#running.get(stackId)?.done;
  }

  /** Leaves all operations where they are; `resume` of a later engine continues them. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all([...this.#running.keys()].map((stackId) => this.cancel(stackId)));
  }

  #launch(stackId: string): void {
    if (this.#closed) return;
    const running: Running = { cancelled: false, done: Promise.resolve() };
    this.#running.set(stackId, running);
    running.done = this.#run(stackId, running)
      .catch((error: unknown) => {
        // Its journal cannot be written, as on a full disk: the stack stays in progress until the account is started again.
        complain(`the operation of ${stackId} stopped: ${(error as Error).message}`);
      })
      .finally(() => this.#running.delete(stackId));
  }

  async #run(stackId: string, running: Running): Promise<void> {
    const journal = new Journal(this.store, stackId);
    const { stackName, region } = journal.stack;
    const run: Run = {
      identity: { stackId, stackName, region, accountId: ACCOUNT_ID },
      journal,
      providers: this.providers,
      cancelled: () => running.cancelled,
    };
    // The request that began the operation is answered first.
    await new Promise((resolve) => setImmediate(resolve));
    for (;;) {
      const { operation } = journal.stack;
      if (operation === undefined || operation.phase === "FAILED") return;
      try {
        if (running.cancelled) return;
        await phaseOf(operation)(run, operation);
      } catch (error) {
        if (error instanceof Interrupted) return;
        giveUp(run, operation, (error as Error).message);
      }
    }
  }
}

type Phase = (run: Run, operation: Operation) => Promise<void>;

function phaseOf({ kind, phase }: Operation): Phase {
  if (kind === "DELETE") return deleteAll;
  switch (phase) {
    case "FORWARD":
      return goForward;
    case "CLEANUP":
      return cleanUp;
    case "ROLLBACK":
      return rollBack;
    default:
      return cleanUpRollback;
  }
}

/** What follows an error that no resource is the cause of, so that the stack does not stay in progress. */
function giveUp(run: Run, operation: Operation, reason: string): void {
  const { journal } = run;
  const { kind, phase } = operation;
  if (kind === "DELETE") journal.end("DELETE_FAILED", reason);
  else if (phase === "FORWARD") failForward(run, operation, `${reason}. `);
  else if (phase === "CLEANUP") journal.end("UPDATE_COMPLETE", reason);
  else if (kind === "CREATE") journal.end("ROLLBACK_FAILED", reason);
  else journal.status("UPDATE_ROLLBACK_FAILED", reason, { operation: { ...operation, phase: "FAILED" } });
}
