import type { Duration } from "aws-cdk-lib";
import type { Role } from "aws-cdk-lib/aws-iam";
import type { Construct } from "constructs";
import type { SecureQueue } from "../queues/secure-queue";
import type { ServiceStack } from "../service-stack";

/** What a trigger has to know of the function that it invokes. Constructs of triggers are made inside it. */
export interface TriggerTarget extends Construct {
  readonly serviceStack: ServiceStack;
  /** ARN of the alias `live`: the only thing that triggers point at. */
  readonly liveArn: string;
  readonly role: Role;
  readonly timeout: Duration;
  /** Where asynchronous invocations end that failed for good; made at the first use. */
  readonly deadLetters: SecureQueue;
  /**
   * A trigger's physical name as text of `Fn::Sub`: the function's and the trigger's, `${Environment}-payments-captures`. By it
   * the runtime finds the handler for an event: it takes its own name from the front of the source's.
   */
  triggerName(key: string): string;
}
