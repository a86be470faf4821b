import { exportOutput, importParameter } from "../../../cloudformation/references";
import type { Context } from "../../context/context";
import type { BuiltRun } from "../../context/service-run";
import { own } from "../../json/own";
import type { ObservedStack } from "../../model/observed";
import { ENVIRONMENT_TAG, SERVICE_TAG } from "../../plan/desired";
import type { Prepared } from "../prepare";
import { exportNames, importsBy } from "./importers";
import type { Producers } from "./producers";

/** A stack outside the run that has an earlier value of what a service of the run exports. */
export interface LeftBehind {
  /** Physical name. */
  readonly stack: string;
  readonly service: string;
  readonly environment: string;
  /** The service that exports the value. */
  readonly of: string;
  /** Names of the exports. */
  readonly exports: readonly string[];
}

/** Exports of a service whose values this run changed. */
interface Moved {
  readonly service: string;
  readonly environment: string;
  /** New values by name; undefined for what is no longer exported. */
  readonly values: ReadonlyMap<string, string | undefined>;
}

/**
 * Finds the stacks, also of overlays, that still have earlier values of what this run changed: CloudFormation would have refused
 * the change, and a parameter stays as it is until the importer is deployed. So an overlay does not block its base. Only if a value
 * has changed, it reads all stacks of the account and region; what cannot be read leaves the deploy as successful as it was.
 * @param work the services that the run worked on, as they were before
 */
export async function findLeftBehind(
  context: Context,
  work: ReadonlyMap<BuiltRun, Prepared>,
  producers: Producers,
): Promise<readonly LeftBehind[]> {
  const moved: Moved[] = [];
  for (const [{ desired }, { observed }] of work) {
    const after = await producers.seen(desired.stack.name);
    const exporter = { service: desired.service, environment: context.environment.name };
    const values = movedValues(exportNames(exporter, observed.stack?.exports ?? []), observed.stack, after);
    if (values.size > 0) moved.push({ ...exporter, values });
  }
  if (moved.length === 0) return [];
  try {
    const stacks = await context.session.stacks.all();
    return stacks.flatMap((stack) => moved.flatMap((one) => behind(stack, one)));
  } catch {
    return [];
  }
}

function movedValues(
  names: readonly string[],
  before: ObservedStack | undefined,
  after: ObservedStack | undefined,
): ReadonlyMap<string, string | undefined> {
  if (after === undefined) return new Map();
  return new Map(
    names.flatMap((name) => {
      const value = own(after.outputs, exportOutput(name));
      return value === own(before?.outputs, exportOutput(name)) ? [] : [[name, value]];
    }),
  );
}

function behind(stack: ObservedStack, { values, ...exporter }: Moved): LeftBehind[] {
  const exports = [...values].flatMap(([name, value]) =>
    importsBy(stack, exporter, name) &&
    own(stack.parameters, importParameter(exporter.service, name)) !== value
      ? [name]
      : [],
  );
  const service = own(stack.tags, SERVICE_TAG);
  const environment = own(stack.tags, ENVIRONMENT_TAG);
  if (exports.length === 0 || service === undefined || environment === undefined) return [];
  return [{ stack: stack.name, service, environment, of: exporter.service, exports }];
}
