import type { EventOf } from "../../events/define-event";
import type { ServiceContext } from "../service-context";
import type { orderCancelled } from "./events";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(
  event: EventOf<typeof orderCancelled>,
  context: ServiceContext<Variables>,
): Promise<void> {
  await see("on-order-cancelled", event, context, event.data.orderId);
}
