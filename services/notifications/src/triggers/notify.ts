import type { NotificationsContext } from "../context";
import type { Message } from "../domain/message";
import { connect } from "../dynamodb/connect";
import type { NotifiedEvent } from "../notified";
import { letterOf } from "../templates/letters";

/** Notifies a customer of an event. The event's id is the message's, so a repeated event is the same message. */
export async function handle(event: NotifiedEvent, context: NotificationsContext): Promise<void> {
  const { orderId, customerId, currency } = event.data;
  const message: Message = {
    ...letterOf(event, context.variables.ORDERS_URL),
    id: event.id,
    customerId,
    orderId,
    amount: "total" in event.data ? event.data.total : event.data.amount,
    currency,
    at: event.time,
  };
  await connect(context).deliver(message);
  context.logger.info("customer notified", { kind: message.kind, orderId });
}
