import type { Context } from "../../context/context";
import type { ServiceRun } from "../../context/service-run";
import { AGAIN, asFerryError, FerryError, isShared } from "../../error";

/** How the work on services ended. */
export interface Conclusion<Result> {
  /** Absent if the work failed as a whole. */
  readonly result?: Result;
  readonly error: FerryError | undefined;
  /** The services to sum up: none after a failure of the whole command, before or beside them. */
  readonly shown: readonly ServiceRun[];
}

/** Does the work of a verb. Its failure, or that of any service, is the run's. */
export async function carryOut<Result>(
  {
    context,
    outcomes,
  }: { readonly context: Pick<Context, "signal">; readonly outcomes: readonly ServiceRun[] },
  work: () => Promise<Result>,
): Promise<Conclusion<Result>> {
  try {
    const result = await work();
    return { result, error: failureOf(outcomes), shown: outcomes };
  } catch (thrown) {
    for (const one of outcomes) one.abandon();
    return { error: context.signal.aborted ? interrupted(thrown) : asFerryError(thrown), shown: [] };
  }
}

/** The failure of the one service that failed, or one that stands for several. */
function failureOf(outcomes: readonly ServiceRun[]): FerryError | undefined {
  const failed = outcomes.filter(({ error }) => error !== undefined);
  // Services that wait for each other in a circle share one error.
  const errors = [...new Set(failed.map(({ error }) => error as FerryError))];
  if (errors.length <= 1) return errors[0];
  const interruption = errors.find(({ code }) => code === "Interrupted");
  const [first] = errors;
  if (first && isShared(first) && errors.every(({ code }) => code === first.code)) return first;
  return (
    interruption ?? new FerryError("ServicesFailed", `${failed.length} of ${outcomes.length} services failed`)
  );
}

function interrupted(cause: unknown): FerryError {
  return new FerryError("Interrupted", "interrupted", {
    cause,
    next: AGAIN,
  });
}
