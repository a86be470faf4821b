import { newEvent } from "../../../platform/events/new-event";
import { publish } from "../../../platform/events/publish";
import type { OrdersContext } from "../../../services/orders/src/context";

const { FERRY_ENVIRONMENT: environment = "local", TABLE_NAME } = process.env;
if (!TABLE_NAME) throw new Error("the environment variable TABLE_NAME is not set");

/** One line of JSON, as a careful team writes it without a library. */
export function log(level: "warn" | "error", message: string, fields: object): void {
  console.error(JSON.stringify({ level, message, ...fields }));
}

/**
 * The platform's context as the code of `orders` below its HTTP API needs it, by hand: it stores and publishes as with the platform, so
 * that only the frame differs.
 */
export const context = {
  variables: { TABLE_NAME },
  logger: { warn: (message: string, fields: object) => log("warn", message, fields) },
  newEvent: (definition, data) => newEvent(definition, data, { correlationId: crypto.randomUUID() }),
  publish: (...events) => publish({ environment, service: "orders" }, events),
} as Pick<OrdersContext, "newEvent" | "publish"> as OrdersContext;
