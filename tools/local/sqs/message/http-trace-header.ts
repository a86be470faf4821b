/**
 * The input of a send with the `X-Amzn-Trace-Id` of its request as the `AWSTraceHeader` of each message without one, as SQS does; other
 * inputs unchanged.
 * https://docs.aws.amazon.com/xray/latest/devguide/xray-services-sqs.html
 */
export function withTraceHeader(operation: string, input: object, header: string | undefined): object {
  if (header === undefined) return input;
  if (operation === "SendMessage") return traced(input, header);
  const { Entries } = input as { Entries?: unknown };
  if (operation !== "SendMessageBatch" || !Array.isArray(Entries)) return input;
  const entries = Entries.map((entry: unknown) =>
    typeof entry === "object" && entry !== null ? traced(entry, header) : entry,
  );
  return { ...input, Entries: entries };
}

function traced(message: object, StringValue: string): object {
  const { MessageSystemAttributes } = message as { MessageSystemAttributes?: object };
  const own = { AWSTraceHeader: { DataType: "String", StringValue } };
  return { ...message, MessageSystemAttributes: { ...own, ...MessageSystemAttributes } };
}
