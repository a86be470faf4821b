import { isDeepStrictEqual } from "node:util";
import { exportOutput } from "../../../cloudformation/references";
import { Conflict } from "../../aws/client/failure";
import { forEachLimited, SERVICES_AT_ONCE } from "../../context/concurrency";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import type { ObservedStack } from "../../model/observed";
import { imports, linked, requireResolved } from "../../plan/references";
import { attempt } from "../attempt";
import { lostExports } from "../order";
import type { Prepared } from "../prepare";
import { exportNames, importsBy, listedOnce, ofEnvironment, requireUnused } from "./importers";
import type { Producers } from "./producers";

type Plans = ReadonlyMap<BuiltRun, Prepared>;

/** Fails services that import what no stack exports, nor will after this run. */
export async function guardImports(
  context: Context,
  outcomes: readonly BuiltRun[],
  prepared: Plans,
  producers: Producers,
): Promise<void> {
  const { name: environment } = context.environment;
  await forEachLimited([...prepared], SERVICES_AT_ONCE, ([outcome, { desired }]) =>
    attempt(context, outcome, async () => {
      const links = await producers.links(desired);
      requireResolved(desired, environment, links, (service, name) => {
        const producer = outcomes.find((one) => one.desired.service === service);
        if (!producer || links.producer(service)?.environment !== environment) return false;
        const stack = prepared.get(producer)?.plan.stack;
        // One that failed itself is a reason to skip this one.
        if (!stack) return producer.error !== undefined;
        const { outputs } = stack.desired.artifact.template;
        return stack.action !== "none" && Object.hasOwn(outputs, exportOutput(name));
      });
    }),
  );
}

/** Fails services that would take away exports which stacks still import after this run. */
export async function guardExports(
  context: Context,
  outcomes: readonly BuiltRun[],
  prepared: Plans,
  returned: ReadonlySet<string>,
): Promise<void> {
  const { environment } = context;
  const all = ofEnvironment(listedOnce(context), environment.name);
  await forEachLimited([...prepared], SERVICES_AT_ONCE, ([outcome, one]) =>
    attempt(context, outcome, () => {
      const { service } = one.desired;
      const lost = lostExports(environment, one);
      const leaving = outcomes.filter(({ desired }) => !imports(desired, service, lost));
      const names = new Set([...returned, ...leaving.map(({ desired }) => desired.stack.name)]);
      return requireUnused(all, { service, environment: environment.name }, lost, names);
    }),
  );
}

/**
 * Checks a service again right before its stack is written, under its lock: another run may have changed what it imports, and by
 * now the importers of this run have been deployed.
 */
export async function guardWrite(context: Context, prepared: Prepared, producers: Producers): Promise<void> {
  const { environment } = context;
  const { desired } = prepared;
  producers.forget(desired);
  const links = await producers.links(desired);
  requireResolved(desired, environment.name, links);
  const { stack } = linked(desired, environment.name, links);
  if (!isDeepStrictEqual(stack.parameters, desired.stack.parameters))
    throw new Conflict("a value that it imports was changed");
  const exporter = { service: desired.service, environment: environment.name };
  const all = ofEnvironment(listedOnce(context), environment.name);
  await requireUnused(all, exporter, lostExports(environment, prepared), producers.leaving);
}

/** Fails services that return to the base while stacks outside this run import from what the overlay has of them. */
export async function guardReturned(
  context: Context,
  prepared: Plans,
  returned: ReadonlyMap<BuiltRun, ObservedStack>,
): Promise<void> {
  const { name: environment } = context.environment;
  const all = listedOnce(context);
  const gone = [...returned.values()].map(({ name }) => name);
  await forEachLimited([...returned], SERVICES_AT_ONCE, ([outcome, { exports }]) =>
    attempt(context, outcome, () => {
      const exporter = { service: outcome.desired.service, environment };
      const names = exportNames(exporter, exports);
      const leaving = [...prepared.values()]
        .map(({ desired }) => desired.stack)
        .filter((stack) => !names.some((name) => importsBy(stack, exporter, name)));
      const going = new Set([...gone, ...leaving.map(({ name }) => name)]);
      return requireUnused(
        all,
        exporter,
        names,
        going,
        "deploy all services of the overlay together, with //:deploy",
      );
    }),
  );
}
