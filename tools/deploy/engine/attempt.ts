import { once } from "node:events";
import { Conflict } from "../aws/client/failure";
import { AwsSession } from "../aws/session";
import type { Context } from "../context/context";
import type { ServiceRun } from "../context/service-run";
import { AGAIN, asFerryError, FerryError, isShared } from "../error";
import { observeService, subjectOf } from "../observe/service";

/**
 * Runs the work on one service and records its failure, so that other services continue. An interruption is a failure of every
 * unfinished service.
 */
export async function attempt(
  context: Context,
  outcome: ServiceRun,
  work: () => Promise<void>,
): Promise<void> {
  try {
    context.signal.throwIfAborted();
    if (context.shared.failure) throw context.shared.failure;
    await work();
  } catch (error) {
    const failure = context.signal.aborted ? interrupted(outcome, error) : explained(outcome, error);
    if (isShared(failure)) context.shared.failure ??= failure;
    if (context.touched.has(outcome.desired.service)) await lookAgain(context, outcome, failure);
    outcome.fail(failure);
  }
}

/** Longest time to observe a service after a failure, in milliseconds: the account itself may have failed. */
const PATIENCE = 10_000;

/** Observes the service after a failed write, which may have changed what is live. */
async function lookAgain(context: Context, outcome: ServiceRun, failure: FerryError): Promise<void> {
  outcome.stale = true;
  // Requests would fail the same way.
  if (isShared(failure)) return;
  const { connection } = context.session;
  const patience = AbortSignal.timeout(PATIENCE);
  // The run's own session sends no more requests after an interruption.
  const session = context.signal.aborted ? new AwsSession(connection, patience) : context.session;
  const observed = await Promise.race([
    observeService(session, subjectOf(outcome.desired)).catch(() => undefined),
    once(patience, "abort").then(() => undefined),
  ]);
  if (!observed) return;
  outcome.lookAfterFailure(observed);
  outcome.stale = false;
}

/** A conflict that was not resolved by replanning: someone else is changing the service. */
function explained({ desired }: ServiceRun, error: unknown): FerryError {
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

function interrupted({ desired }: ServiceRun, cause: unknown): FerryError {
  if (cause instanceof FerryError && cause.code === "Interrupted") return cause;
  return new FerryError("Interrupted", `interrupted while working on ${desired.stack.name}`, {
    cause,
    next: AGAIN,
  });
}
