import { paymentCaptured } from "../../../platform/contracts/payments/payment-captured";
import { paymentDeclined } from "../../../platform/contracts/payments/payment-declined";
import { defineService } from "../../../platform/runtime/define-service";
import { on, schedule } from "../../../platform/runtime/triggers";
import { variables } from "./context";

/** The Lambda handler: every trigger of this service arrives here. */
export const handler = defineService({
  name: "orders",
  variables,
  http: () => import("./http/routes"),
  events: {
    [paymentCaptured.type]: on(paymentCaptured, () => import("./triggers/on-payment-captured")),
    [paymentDeclined.type]: on(paymentDeclined, () => import("./triggers/on-payment-declined")),
  },
  schedules: { sweep: schedule(() => import("./triggers/sweep")) },
});
