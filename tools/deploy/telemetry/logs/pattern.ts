/** Which lines are wanted. */
export interface Wanted {
  /** A filter pattern of CloudWatch Logs. */
  readonly filter?: string;
  readonly correlationId?: string;
}

/**
 * The filter pattern that leaves as much as possible to CloudWatch. A correlation id is a phrase that must occur: patterns of
 * phrases can be joined, others (`{ $.level = "ERROR" }`, `[…]`, `%…%`) cannot, and the id is then looked for here.
 * https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
 */
export function filterPattern({ filter = "", correlationId }: Wanted): string {
  if (correlationId === undefined) return filter;
  const phrase = JSON.stringify(correlationId);
  if (filter.trim() === "") return phrase;
  return /^\s*[{[%?]/.test(filter) ? filter : `${filter} ${phrase}`;
}
