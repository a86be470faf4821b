import type { Context } from "aws-lambda";
import { logUncaught } from "../observability/uncaught";
import { dispatch } from "./dispatch/dispatch";
import type { HttpRoute } from "./http/http-routes";
import { type ServiceContext, serviceContext } from "./service-context";
import type { Service, ServiceSpec } from "./service-spec";
import { KEYED_KINDS, TRIGGER_KINDS, type Triggers } from "./trigger-kinds";
import { readVariables } from "./variables";

/** The Lambda handler of a service. */
export interface ServiceHandler {
  (event: unknown, context: Context): Promise<unknown>;
  /** Readable without any environment variable. */
  readonly triggers: Triggers;
  /** What the service was defined by: sample events are made from its schemas. */
  readonly spec: ServiceSpec<never>;
  /** The routes of the HTTP API; it needs the environment variables to be set, to anything that is valid. */
  httpRoutes(): Promise<readonly HttpRoute[]>;
}

/**
 * The one handler of a bounded context, for all its triggers. Nothing is validated, connected or loaded before the first event, and
 * then only what its trigger needs.
 *
 * @throws Error if an event is handled under another key than its type
 */
export function defineService<Variables>(spec: ServiceSpec<Variables>): ServiceHandler {
  const { name, variables, ...handlers } = spec;
  for (const [key, { definition }] of Object.entries(handlers.events ?? {})) {
    if (key !== definition.type)
      throw new Error(`${name} handles ${definition.type} under the key ${key}; the key must be the type`);
  }
  logUncaught();
  let context: ServiceContext<Variables> | undefined;
  const service: Service<Variables> = {
    name,
    handlers,
    context() {
      context ??= serviceContext(
        name,
        variables ? readVariables(name, variables, process.env) : ({} as Variables),
      );
      return context;
    },
  };
  const { http } = handlers;
  const keys = KEYED_KINDS.map((kind) => {
    const { handlers: member } = TRIGGER_KINDS[kind];
    return [member, Object.keys(handlers[member] ?? {})];
  });
  return Object.assign((event: unknown, lambda: Context) => dispatch(service, event, lambda), {
    spec: spec as unknown as ServiceSpec<never>,
    triggers: { http: http !== undefined, ...Object.fromEntries(keys) } as Triggers,
    async httpRoutes() {
      if (!http) return [];
      const { httpRoutes } = await import("./http/http-routes");
      return httpRoutes(await (await http()).routes(service.context()));
    },
  });
}
