import type { SendToQueue } from "../protocol/queue-message";
import type { Delivery } from "./delivery";

/** What deliveries need of the services that they go to. Failures are the services' `AwsError`s. */
export interface Targets {
  /** Resolves when Lambda has accepted the event. */
  invoke(functionArn: string, payload: string, traceHeader: string | undefined): Promise<void>;
  readonly sendToQueue: SendToQueue;
  /** Whether the target's resource policy allows the delivery's source. */
  allows(delivery: Delivery): Promise<boolean>;
}
