import type { Context } from "aws-lambda";
import type * as z from "zod/v4/core";
import type { Event, EventDefinition, EventOf } from "../events/define-event";
import { newEvent } from "../events/new-event";
import { logger } from "../observability/logger";
import { metrics } from "../observability/metrics";
import { currentTraceparent } from "../observability/tracing";
import { current } from "./current";

/**
 * What handlers get besides their input. There is one for the life of the execution environment, so objects that are made once
 * can keep it; its members always describe the invocation that is running.
 */
export interface ServiceContext<Variables = unknown> {
  /** The service's name. */
  readonly service: string;
  /** The environment that it is deployed to, e.g. `dev-mina`. */
  readonly environment: string;
  /** The environment variables of the service's schema. */
  readonly variables: Variables;
  readonly logger: typeof logger;
  readonly metrics: typeof metrics;
  /** Joins the logs and traces of all that one request caused, across services. */
  readonly correlationId: string;
  /** Fires a little before the function's time is over: for `fetch` and the SDK's `abortSignal`, so that what hangs ends as an error. */
  readonly signal: AbortSignal;
  /** Lambda's own context. */
  readonly lambda: Context;

  /**
   * An event that has just happened, with the correlation id of what runs.
   *
   * @param id instead of a random one, where the same cause must not make two events
   */
  newEvent<Definition extends EventDefinition>(
    definition: Definition,
    data: z.input<Definition["data"]>,
    id?: string,
  ): EventOf<Definition>;

  /**
   * Publishes events on EventBridge's default bus.
   *
   * @throws EventTooLargeError before anything is sent, PublishError if some were not taken
   */
  publish(...events: readonly Event[]): Promise<void>;
}

/** The context of a service, for the environment that the function is deployed to. */
export function serviceContext<Variables>(service: string, variables: Variables): ServiceContext<Variables> {
  const environment = process.env.FERRY_ENVIRONMENT ?? "local";
  return {
    service,
    environment,
    variables,
    logger,
    metrics,
    get correlationId() {
      return current().correlationId;
    },
    get signal() {
      return current().signal;
    },
    get lambda() {
      return current().lambda;
    },
    newEvent(definition, data, id) {
      const { correlationId, traceparent } = current();
      return newEvent(definition, data, {
        correlationId,
        traceparent: currentTraceparent() ?? traceparent,
        ...(id !== undefined && { id }),
      });
    },
    async publish(...events) {
      const { publish } = await import("../events/publish");
      await publish({ environment, service }, events, current().signal);
    },
  };
}
