import { z } from "zod";
import { choice, flag, integer, tagList, text } from "../schema";

/** Properties of `AWS::SQS::Queue` that the local account supports: those of standard queues. */
export const queueProperties = z.strictObject({
  DelaySeconds: integer.optional(),
  FifoQueue: flag.optional(),
  KmsDataKeyReusePeriodSeconds: integer.optional(),
  KmsMasterKeyId: text.optional(),
  MaximumMessageSize: integer.optional(),
  MessageRetentionPeriod: integer.optional(),
  QueueName: text.optional(),
  ReceiveMessageWaitTimeSeconds: integer.optional(),
  RedriveAllowPolicy: z
    .strictObject({
      redrivePermission: choice("allowAll", "denyAll", "byQueue"),
      sourceQueueArns: z.array(text).optional(),
    })
    .optional(),
  RedrivePolicy: z.strictObject({ deadLetterTargetArn: text, maxReceiveCount: integer }).optional(),
  SqsManagedSseEnabled: flag.optional(),
  Tags: tagList.optional(),
  VisibilityTimeout: integer.optional(),
});

export type QueueProperties = z.infer<typeof queueProperties>;
