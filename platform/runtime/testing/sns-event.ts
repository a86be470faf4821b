import type { SNSEvent } from "aws-lambda";
import { ACCOUNT, REGION, TIME, UUID } from "./names";

/**
 * A message of a topic (https://docs.aws.amazon.com/lambda/latest/dg/with-sns.html).
 *
 * @param topic the topic's name: `<function>-<key>`
 * @param message text as it is, anything else as JSON
 */
export function snsEvent(
  topic: string,
  message: unknown,
  attributes: Readonly<Record<string, string>> = {},
): SNSEvent {
  const TopicArn = `arn:aws:sns:${REGION}:${ACCOUNT}:${topic}`;
  return {
    Records: [
      {
        EventVersion: "1.0",
        EventSource: "aws:sns",
        EventSubscriptionArn: `${TopicArn}:${UUID}`,
        Sns: {
          Type: "Notification",
          MessageId: "message-1",
          TopicArn,
          Subject: "",
          Message: typeof message === "string" ? message : JSON.stringify(message),
          MessageAttributes: Object.fromEntries(
            Object.entries(attributes).map(([name, Value]) => [name, { Type: "String", Value }]),
          ),
          Timestamp: TIME,
          SignatureVersion: "1",
          Signature: "signature",
          SigningCertUrl: `https://sns.${REGION}.amazonaws.com/certificate.pem`,
          UnsubscribeUrl: `https://sns.${REGION}.amazonaws.com/?Action=Unsubscribe`,
        },
      },
    ],
  };
}
