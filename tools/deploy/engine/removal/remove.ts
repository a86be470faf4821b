import { Conflict } from "../../aws/client/failure";
import { Records } from "../../bucket/record/records";
import { type Context, guardAccount } from "../../context/context";
import type { ServiceRun } from "../../context/service-run";
import type { Environment } from "../../environment/schema";
import { asFerryError, FerryError, isShared } from "../../error";
import type { MayBeOf } from "../../plan/removal/belongings";
import type { Asked, Obstacle } from "../../plan/removal/obstacle";
import type { Subject } from "../../plan/removal/subject";
import { acquireEnvironment, guardedBy } from "../lease";
import { deleteLogGroups, deleteObjects } from "./leftovers";
import { markRemoving } from "./mark";
import type { PlannedAt } from "./new-overlays";
import { deleteStacks } from "./stacks";

/** What became of an environment that was to be removed. */
export interface Removed {
  readonly name: string;
  readonly how: "removed" | "kept" | "failed";
  /** Why it is kept. */
  readonly obstacle?: Obstacle;
  /** Its services; of a failed removal those with an error have stacks that stay. */
  readonly services: readonly ServiceRun[];
  /** Log groups that had come back. */
  readonly logGroups: readonly string[];
  readonly error?: FerryError;
}

/** The context of one environment, beside others in the same account and region. */
export function contextOf(context: Context, environment: Environment): Context {
  const { emit } = context;
  return {
    ...context,
    environment,
    records: new Records(context.bucket, environment.name),
    touched: new Set(),
    emit: (event) => {
      // That a stack is gone is not the end of its environment.
      if (event.type === "done") return;
      emit("service" in event ? { ...event, service: named(environment.name, event.service) } : event);
    },
  };
}

function named(environment: string, service: string): string {
  return service === environment ? environment : `${environment}/${service}`;
}

/**
 * Removes an environment with all that it has, under its lock, or says why not. It can be killed anywhere: what it had begun is
 * marked in the environment's record, and the next removal goes on.
 */
export async function removeEnvironment(
  context: Context,
  subject: Subject,
  asked: Asked,
  mayBeOf: MayBeOf,
  planned: PlannedAt,
): Promise<Removed> {
  const { name } = context.environment;
  const nothing = { name, services: [], logGroups: [] };
  let services: readonly ServiceRun[] = [];
  try {
    if (context.shared.failure) throw context.shared.failure;
    await guardAccount(context);
    await context.beforeWrite();
    const lease = await acquireEnvironment(context);
    try {
      const guarded = guardedBy(lease, context);
      const obstacle = await markRemoving(guarded, subject, asked, planned);
      if (obstacle === "gone") return { ...nothing, how: "removed" };
      if (obstacle) return { ...nothing, how: "kept", obstacle };
      context.emit({ type: "removing", service: name, what: "stacks" });
      services = await deleteStacks(guarded, subject, asked, mayBeOf);
      if (services.some(({ error, skipped }) => error ?? skipped))
        return { ...nothing, services, how: "failed" };
      context.emit({ type: "removing", service: name, what: "log groups" });
      const logGroups = await deleteLogGroups(guarded, subject, mayBeOf, retainedIn(services));
      context.emit({ type: "removing", service: name, what: "record" });
      await deleteObjects(guarded);
      return { name, how: "removed", services, logGroups };
    } finally {
      await lease.release();
    }
  } catch (error) {
    const failure = explained(name, error);
    if (isShared(failure)) context.shared.failure ??= failure;
    return { ...nothing, services, how: "failed", error: failure };
  }
}

function explained(name: string, error: unknown): FerryError {
  if (!(error instanceof Conflict)) return asFerryError(error);
  return new FerryError("Contended", `${name} is being changed by someone else: ${error.message}`, {
    cause: error,
    next: "let them finish, then run the same command again",
  });
}

/** Physical names of what the deleted stacks have left because their templates say so. */
function retainedIn(services: readonly ServiceRun[]): ReadonlySet<string> {
  const retained = services.flatMap(({ stack }) => stack.retained ?? []);
  return new Set(retained.map((resource) => resource.slice(resource.lastIndexOf(" ") + 1)));
}
