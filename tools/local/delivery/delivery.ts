/** Where an event or a firing goes, and how long delivery is tried. */
export interface DeliveryTarget {
  /** Of a function, with its qualifier if it has one, or of a standard SQS queue. */
  readonly arn: string;
  readonly maximumRetries: number;
  /** Seconds. */
  readonly maximumAge: number;
  /** ARN of a queue for what could not be delivered. */
  readonly deadLetterQueue?: string | undefined;
}

/** Something on its way to a target, as it is kept on disk. */
export interface Delivery {
  readonly target: DeliveryTarget;
  /** Principal that the target's resource policy has to allow, with the ARN that it acts for; not asked where a role gives the right. */
  readonly source?: { readonly principal: string; readonly arn: string } | undefined;
  /** What the target gets: JSON for a function, any text for a queue. */
  readonly payload: string;
  readonly traceHeader?: string | undefined;
  /** What the dead-letter queue gets, and its message attributes besides those of the error. */
  readonly deadLetter: string;
  readonly labels: Readonly<Record<string, string>>;
  /** When it was first to be delivered, milliseconds since the epoch. */
  readonly since: number;
  /** Tries that failed. */
  readonly failures: number;
}

/** Retries by default, of EventBridge and of Scheduler alike (https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-rule-retry-policy.html). */
export const DEFAULT_RETRIES = 185;

/** Seconds: 24 hours. */
export const DEFAULT_AGE = 86_400;

/** What a target's ARN is of; `undefined` for a kind that the local account does not deliver to. */
export function kindOfTarget(arn: string): "function" | "queue" | undefined {
  const [, , service, , , resource] = arn.split(":");
  if (service === "lambda" && resource === "function") return "function";
  if (service === "sqs") return "queue";
  return undefined;
}
