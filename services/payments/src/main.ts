import { orderPlaced } from "../../../platform/contracts/orders/order-placed";
import { defineService } from "../../../platform/runtime/define-service";
import { queue, schedule } from "../../../platform/runtime/triggers";
import { variables } from "./context";

/** The Lambda handler: every trigger of this service arrives here. */
export const handler = defineService({
  name: "payments",
  variables,
  http: () => import("./http/routes"),
  queues: { captures: queue(orderPlaced, () => import("./triggers/capture")) },
  schedules: { sweep: schedule(() => import("./triggers/sweep")) },
});
