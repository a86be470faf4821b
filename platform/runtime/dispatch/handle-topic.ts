import type { SNSEvent, SNSEventRecord } from "aws-lambda";
import { withFields } from "../../observability/scope";
import { current, runAs } from "../current";
import { within } from "../deadline";
import type { ServiceContext } from "../service-context";
import type { HandlerModule, TopicTrigger } from "../triggers";
import { causeOf } from "./cause";
import type { Delivered } from "./delivered";
import { invalid, parse, readJson } from "./input";

/** Handles messages of a topic; SNS sends one at a time. What fails is thrown, as with an event. */
export async function handleTopic<Variables>(
  context: ServiceContext<Variables>,
  trigger: TopicTrigger<Variables>,
  { event: { Records: records } }: Delivered<SNSEvent>,
): Promise<void> {
  const { handle } = (await trigger.load()) as HandlerModule<unknown, Variables>;
  for (const { Sns: message } of records) {
    const cause = causeOf(attributesOf(message), message.MessageId);
    await withFields({ correlation_id: cause.correlationId, message_id: message.MessageId }, () =>
      runAs({ ...current(), ...cause }, async () => {
        const content = readJson(message.Message);
        if (!content) throw invalid("the message", ["it is not JSON"]);
        const input = parse(trigger.body, content.json, "the message");
        await within(current().signal, async () => handle(input, context));
      }),
    );
  }
}

function attributesOf({
  MessageAttributes: attributes = {},
}: SNSEventRecord["Sns"]): Record<string, unknown> {
  return { correlationId: attributes.correlationId?.Value, traceparent: attributes.traceparent?.Value };
}
