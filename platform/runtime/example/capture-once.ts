import type { EventOf } from "../../events/define-event";
import type { ServiceContext } from "../service-context";
import type { orderPlaced } from "./events";
import { see } from "./seen";
import type { Variables } from "./variables";

export async function handle(
  event: EventOf<typeof orderPlaced>,
  context: ServiceContext<Variables>,
): Promise<void> {
  await see("capture-once", event, context, event.data.orderId);
}
