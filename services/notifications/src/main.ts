import { defineService } from "../../../platform/runtime/define-service";
import { queue, schedule } from "../../../platform/runtime/triggers";
import { variables } from "./context";
import { NOTIFIED } from "./notified";

/** The Lambda handler: every trigger of this service arrives here. */
export const handler = defineService({
  name: "notifications",
  variables,
  http: () => import("./http/routes"),
  queues: { messages: queue(NOTIFIED, () => import("./triggers/notify")) },
  schedules: { digest: schedule(() => import("./triggers/digest")) },
});
