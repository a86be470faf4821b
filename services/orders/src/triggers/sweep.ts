import type { Tick } from "../../../../platform/runtime/triggers";
import type { OrdersContext } from "../context";
import { connect } from "../dynamodb/connect";

/** Publishes the events that were not published right after their change. */
export async function handle({ time }: Tick, context: OrdersContext): Promise<void> {
  await connect(context).outbox.sweep(new Date(time));
}
