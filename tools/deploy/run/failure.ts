import { Conflict } from "../aws/failure";
import { asFerryError, FerryError, isShared } from "../error";
import type { Context } from "./context";
import { type AnyOutcome, recordError } from "./outcome";

/**
 * Runs the work on one service and keeps its failure with it, so that other services go on. An interruption is a failure of
 * every service that had not ended.
 */
export async function recordFailure(
  context: Context,
  outcome: AnyOutcome,
  work: () => Promise<void>,
): Promise<void> {
  try {
    context.signal.throwIfAborted();
    if (context.shared.failure) throw context.shared.failure;
    await work();
  } catch (error) {
    const failure = context.signal.aborted ? interrupted(outcome, error) : explained(outcome, error);
    if (isShared(failure)) context.shared.failure ??= failure;
    recordError(outcome, failure);
  }
}

/** A conflict that nobody waited out: the service was being changed while it was looked at. */
function explained({ desired }: AnyOutcome, error: unknown): FerryError {
  if (!(error instanceof Conflict)) return asFerryError(error);
  return new FerryError(
    "Contended",
    `${desired.stack.name} is being changed by someone else: ${error.message}`,
    {
      cause: error,
      next: "let the other deploy finish, then run the same command again",
    },
  );
}

function interrupted({ desired }: AnyOutcome, cause: unknown): FerryError {
  if (cause instanceof FerryError && cause.code === "Interrupted") return cause;
  return new FerryError("Interrupted", `interrupted while working on ${desired.stack.name}`, {
    cause,
    next: "run the same command again: it goes on where this one stopped",
  });
}
