import type { Context } from "aws-lambda";
import { withInvocation } from "../../observability/invocation";
import { logger } from "../../observability/logger";
import { count } from "../../observability/metrics";
import { type Current, runAs } from "../current";
import { startDeadline } from "../deadline";
import { type TriggerKind, UnknownEventError, UnknownTriggerError } from "../errors";
import type { Service } from "../service-spec";
import { type Arrival, arrivalOf } from "./arrival";
import { type Route, routeOf } from "./deliveries";

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
  const route = routeOf(event);
  const arrival = arrivalOf(route, lambda, process.env.FERRY_STREAMS);
  const { correlationId, traceparent, trigger } = arrival;
  using deadline = startDeadline(lambda.getRemainingTimeInMillis());
  const current: Current = { lambda, signal: deadline.signal, correlationId, traceparent };
  return await withInvocation({ context: lambda, correlationId, trigger }, async () => {
    try {
      return await runAs(current, () => handlerOf(service, route, arrival));
    } catch (error) {
      logger.error(`${trigger} failed`, error as Error);
      throw error;
    }
  });
}

// What handles one kind of trigger is imported here, when it is needed, so that no other kind's code is evaluated.
async function handlerOf<Variables>(
  service: Service<Variables>,
  route: Route,
  { key }: Arrival,
): Promise<unknown> {
  const { name, handlers } = service;
  switch (route.kind) {
    case "http": {
      if (!handlers.http) throw unknown(new UnknownTriggerError(name, "http", "API", []));
      const { handleHttp } = await import("../http/handle-http");
      return await handleHttp(service, handlers.http, route.event);
    }
    case "event": {
      const trigger = known(name, route.kind, handlers.events, key);
      const { handleEvent } = await import("./handle-event");
      return await handleEvent(service.context(), trigger, route.event);
    }
    case "schedule": {
      const trigger = known(name, route.kind, handlers.schedules, key);
      const { handleSchedule } = await import("./handle-schedule");
      return await handleSchedule(service.context(), trigger, route.event);
    }
    case "queue": {
      const trigger = known(name, route.kind, handlers.queues, key);
      const { handleQueue } = await import("./handle-queue");
      return await handleQueue(service.context(), trigger, { key, ...route });
    }
    case "topic": {
      const trigger = known(name, route.kind, handlers.topics, key);
      const { handleTopic } = await import("./handle-topic");
      return await handleTopic(service.context(), trigger, route.event);
    }
    case "stream": {
      const trigger = known(name, route.kind, handlers.streams, key);
      const { handleStream } = await import("./handle-stream");
      return await handleStream(service.context(), trigger, route.event);
    }
    case "unknown":
      throw unknown(new UnknownEventError(name, route.shape));
  }
}

function known<Trigger>(
  service: string,
  kind: TriggerKind,
  triggers: Readonly<Record<string, Trigger>> = {},
  key: string,
): Trigger {
  const trigger = Object.hasOwn(triggers, key) ? triggers[key] : undefined;
  if (trigger === undefined)
    throw unknown(new UnknownTriggerError(service, kind, key, Object.keys(triggers)));
  return trigger;
}

/** Such an event fails and is counted, so that it ends in a dead-letter queue and in an alarm, and not in silence. */
function unknown(error: Error): Error {
  count("UnknownEvent");
  return error;
}
