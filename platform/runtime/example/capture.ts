import type { EventOf } from "../../events/define-event";
import type { ServiceContext } from "../service-context";
import type { orderCancelled, orderPlaced } from "./events";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(
  event: EventOf<typeof orderPlaced | typeof orderCancelled>,
  context: ServiceContext<Variables>,
): Promise<void> {
  // `type` distinguishes them, with the types of their data.
  const total = event.type === "orders.OrderPlaced.v1" ? event.data.total : 0;
  context.logger.debug("capturing", { total, limit: context.variables.LIMIT.toFixed() });
  await see("capture", event, context, event.data.orderId);
}
