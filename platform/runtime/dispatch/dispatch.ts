import type { APIGatewayProxyEventV2, Context } from "aws-lambda";
import { asError } from "../../observability/as-error";
import { withInvocation } from "../../observability/invocation";
import { logger } from "../../observability/logger";
import { count } from "../../observability/metrics";
import { type Current, runAs } from "../current";
import { startDeadline } from "../deadline";
import { UnknownEventError, UnknownTriggerError } from "../errors";
import type { Service } from "../service-spec";
import { TRIGGER_KINDS } from "../trigger-kinds";
import { type Arrival, arrivalOf } from "./arrival";
import { DELIVERIES } from "./deliveries";
import { shapeOf } from "./shape";

/**
 * Takes an event to the handler of its trigger, and answers what Lambda expects of that trigger.
 *
 * @throws UnknownEventError, UnknownTriggerError, VariablesError, and what a handler threw where Lambda is to repeat the whole event
 */
export async function dispatch<Variables>(
  service: Service<Variables>,
  event: unknown,
  lambda: Context,
): Promise<unknown> {
  const arrival = arrivalOf(event, lambda);
  const { correlationId, traceparent, trigger } = arrival;
  using deadline = startDeadline(lambda.getRemainingTimeInMillis());
  const current: Current = { lambda, signal: deadline.signal, correlationId, traceparent };
  return await withInvocation({ context: lambda, correlationId, trigger }, async () => {
    try {
      return await runAs(current, () => handle(service, event, arrival));
    } catch (thrown) {
      const error = asError(thrown);
      logger.error(`${trigger} failed`, error);
      throw error;
    }
  });
}

async function handle<Variables>(
  service: Service<Variables>,
  event: unknown,
  { kind, key, origin }: Arrival,
): Promise<unknown> {
  const { name, handlers } = service;
  if (kind === undefined) throw unknown(new UnknownEventError(name, shapeOf(event)));
  if (kind === "http") {
    if (!handlers.http) throw unknown(new UnknownTriggerError(name, kind, "API", []));
    const { handleHttp } = await import("../http/handle-http");
    return await handleHttp(service, handlers.http, event as APIGatewayProxyEventV2);
  }
  const triggers: Readonly<Record<string, unknown>> = handlers[TRIGGER_KINDS[kind].handlers] ?? {};
  if (!Object.hasOwn(triggers, key) || triggers[key] === undefined)
    throw unknown(new UnknownTriggerError(name, kind, key, Object.keys(triggers)));
  const run = await DELIVERIES[kind].load();
  // The kind determines their types.
  return await run(service.context() as never, triggers[key] as never, {
    event: event as never,
    key,
    origin,
  });
}

/** Such an event fails and is counted, so that it ends in a dead-letter queue and in an alarm, and not in silence. */
function unknown(error: Error): Error {
  count("UnknownEvent");
  return error;
}
