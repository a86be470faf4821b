import type { Triggers } from "../../../../platform/runtime/trigger-kinds";
import { acceptedEvents, type Queues } from "./accepted-events";
import type { HttpRoute, Loading, ServiceTriggers } from "./loading";
import { missingVariables, type VariablesSpec } from "./missing-variables";
import { withoutNetwork } from "./network";

/** The handler that `defineService` of platform/runtime makes, as far as it is asked. */
interface ServiceHandler {
  readonly spec: VariablesSpec & { readonly queues?: Queues };
  readonly triggers: Triggers;
  httpRoutes(): Promise<readonly HttpRoute[]>;
}

/** The process that loads a bundle and says what it found: `probe.js <bundle> <export>`. */
async function probe(bundle: string, exportName: string): Promise<Loading> {
  const connections = withoutNetwork();
  try {
    const exports = require(bundle) as Record<string, unknown>;
    const types = Object.fromEntries(Object.entries(exports).map(([name, value]) => [name, typeof value]));
    const service = await serviceOf(exports[exportName]);
    return { outcome: "loaded", connections, exports: types, ...(service && { service }) };
  } catch (error) {
    return { outcome: "threw", connections, ...thrown(error) };
  }
}

async function serviceOf(handler: unknown): Promise<ServiceTriggers | undefined> {
  const { triggers, spec, httpRoutes } = (handler ?? {}) as Partial<ServiceHandler>;
  if (triggers === undefined || spec === undefined || httpRoutes === undefined) return undefined;
  const service = {
    triggers,
    accepts: acceptedEvents(spec.queues),
    missing: missingVariables(spec, process.env),
  };
  try {
    return { ...service, routes: await httpRoutes() };
  } catch (error) {
    return { ...service, routes: { error: thrown(error).message } };
  }
}

function thrown(error: unknown): { message: string; place?: string } {
  const { message, stack = "" } = error instanceof Error ? error : new Error(String(error));
  const place = /(index\.js:\d+:\d+)/.exec(stack)?.[1];
  return { message: message.split("\n")[0] ?? message, ...(place !== undefined && { place }) };
}

const [bundle = "", exportName = ""] = process.argv.slice(2);
probe(bundle, exportName).then((loading) => process.send?.(loading, () => process.exit(0)));
