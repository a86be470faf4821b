/**
 * The key by which `defineService` knows a trigger, from the ARN of the queue, schedule or topic. The stack calls them
 * `<function>-<key>`; an ARN ends in the name, after `:` or `/`.
 *
 * @param functionName `AWS_LAMBDA_FUNCTION_NAME`, e.g. `dev-payments`
 * @returns undefined for what is not this function's own
 */
export function triggerKey(arn: string, functionName: string): string | undefined {
  const name = arn.slice(Math.max(arn.lastIndexOf(":"), arn.lastIndexOf("/")) + 1);
  const prefix = `${functionName}-`;
  if (!name.startsWith(prefix) || name.length === prefix.length) return undefined;
  // A queue or topic that keeps order must be called so (https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/FIFO-queues.html).
  return name.slice(prefix.length).replace(/\.fifo$/, "");
}

/**
 * The key of a table's stream. Neither its name nor its ARN can be chosen, so the stack says which is which.
 *
 * @param streams `FERRY_STREAMS`: a JSON object of keys by stream ARN
 */
export function streamKey(arn: string, streams: string | undefined): string | undefined {
  if (streams === undefined) return undefined;
  const keys = JSON.parse(streams) as Readonly<Record<string, string>>;
  return Object.hasOwn(keys, arn) ? keys[arn] : undefined;
}
