import { z } from "zod";
import { invalidAttributeName } from "../errors";
import type { MessageAttributes, ReceivedMessage } from "../model";
import { nameOfUrl } from "../names";
import { type Operation, operation } from "../operation";
import { integer } from "../parameters";
import { setting } from "../queue/settings";
import { attributesMd5, bodyMd5 } from "./message-attributes";
import { receive } from "./receive";
import { SYSTEM_ATTRIBUTES, systemAttributes } from "./system-attributes";

const names = z.array(z.string()).optional();

const ReceiveMessageInput = z.strictObject({
  QueueUrl: z.string(),
  AttributeNames: names,
  MessageSystemAttributeNames: names,
  MessageAttributeNames: names,
  MaxNumberOfMessages: integer(1, 10).optional(),
  VisibilityTimeout: integer(0, 43_200).optional(),
  WaitTimeSeconds: integer(0, 20).optional(),
});

export const RECEIVE_OPERATIONS: Readonly<Record<string, Operation>> = {
  ReceiveMessage: operation(ReceiveMessageInput, async (context, request, signal) => {
    const queue = context.queues.get(nameOfUrl(request.QueueUrl));
    const system = [...(request.AttributeNames ?? []), ...(request.MessageSystemAttributeNames ?? [])];
    const unknown = system.find((name) => !SYSTEM_ATTRIBUTES.has(name));
    if (unknown !== undefined) throw invalidAttributeName(unknown);
    const received = await receive(context, queue.name, {
      maxMessages: request.MaxNumberOfMessages ?? 1,
      visibilityTimeoutSeconds: request.VisibilityTimeout,
      waitSeconds: request.WaitTimeSeconds ?? setting(queue.settings, "ReceiveMessageWaitTimeSeconds"),
      signal,
    });
    const Messages = received.map((message) =>
      describe(message, system, request.MessageAttributeNames ?? []),
    );
    return Messages.length === 0 ? {} : { Messages };
  }),
};

function describe(message: ReceivedMessage, system: readonly string[], custom: readonly string[]): object {
  const all = Object.entries(systemAttributes(message));
  const Attributes = Object.fromEntries(
    all.filter(([name]) => system.includes("All") || system.includes(name)),
  );
  const MessageAttributes = selected(message.attributes, custom);
  const md5 = attributesMd5(MessageAttributes);
  return {
    MessageId: message.id,
    ReceiptHandle: message.receiptHandle,
    MD5OfBody: bodyMd5(message.body),
    Body: message.body,
    ...(Object.keys(Attributes).length === 0 ? {} : { Attributes }),
    ...(md5 === undefined ? {} : { MessageAttributes, MD5OfMessageAttributes: md5 }),
  };
}

/** The attributes that a receiver has asked for: all, some by name, or some by the beginning of their names (`bar.*`). */
function selected(attributes: MessageAttributes, wanted: readonly string[]): MessageAttributes {
  const asked = (name: string): boolean =>
    wanted.some(
      (pattern) =>
        pattern === "All" ||
        pattern === name ||
        (pattern.endsWith(".*") && name.startsWith(pattern.slice(0, -2))),
    );
  return Object.fromEntries(Object.entries(attributes).filter(([name]) => asked(name)));
}
