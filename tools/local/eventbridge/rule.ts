/** A rule of the default bus, with its targets. */
export interface Rule {
  readonly name: string;
  readonly description?: string | undefined;
  /** JSON text, as it was given. */
  readonly pattern: string;
  readonly state: "ENABLED" | "DISABLED";
  /** Kept and returned; it grants nothing here. */
  readonly roleArn?: string | undefined;
  readonly targets: readonly RuleTarget[];
  /** Id of the stack and logical id of the resource that it was made for. */
  readonly owner?: string | undefined;
}

export interface RuleTarget {
  /** Unique within the rule. */
  readonly id: string;
  /** Of a function, with its qualifier if it has one, or of a standard queue. */
  readonly arn: string;
  readonly roleArn?: string | undefined;
  readonly deadLetterQueue?: string | undefined;
  readonly maximumRetries?: number | undefined;
  /** Seconds. */
  readonly maximumAge?: number | undefined;
}
