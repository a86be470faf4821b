import { complain } from "../../../terminal/complain";
import { parseJson } from "../../protocol/json";
import type { QueueMessage, SendToQueue } from "../../protocol/queue-message";
import type { AsyncSettings } from "../event-invoke-config/event-invoke-config";
import type { AsyncEvent } from "./async-event";
import type { AsyncEnd } from "./async-queue";

/** Most characters of the attribute `ErrorMessage` of a dead letter: 1 KB. */
const MAX_ERROR_MESSAGE = 1024;

export interface Recipients extends Pick<AsyncSettings, "onSuccess" | "onFailure"> {
  /** ARN of the function's `DeadLetterConfig`. */
  readonly deadLetterQueue?: string | undefined;
}

/** Notifies an event's destination and the function's dead-letter queue of how it ended; one that cannot be reached is ignored, as by Lambda. */
export async function notifyDestinations(
  send: SendToQueue,
  recipients: Recipients,
  event: AsyncEvent,
  functionArn: string,
  end: AsyncEnd,
): Promise<void> {
  const succeeded = end.condition === "Success";
  const destination = succeeded ? recipients.onSuccess : recipients.onFailure;
  const { deadLetterQueue } = recipients;
  const messages: QueueMessage[] = [];
  if (destination !== undefined) {
    const body = JSON.stringify(destinationRecord(event, functionArn, end, new Date()));
    messages.push({ queueArn: destination, body, traceHeader: event.trace.header });
  }
  if (deadLetterQueue !== undefined && !succeeded) {
    messages.push({ queueArn: deadLetterQueue, ...deadLetter(event, end), traceHeader: event.trace.header });
  }
  const results = await Promise.allSettled(messages.map((message) => send(message)));
  for (const [index, result] of results.entries()) {
    if (result.status === "rejected") {
      const { queueArn } = messages[index] as QueueMessage;
      complain(
        `event ${event.requestId} of ${functionArn} did not reach its destination ${queueArn}: ${(result.reason as Error).message}`,
      );
    }
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/invocation-async-retain-records.html ("Destinations"). */
function destinationRecord(event: AsyncEvent, functionArn: string, end: AsyncEnd, now: Date): object {
  const { outcome } = end;
  return {
    version: "1.0",
    timestamp: now.toISOString(),
    requestContext: {
      requestId: event.requestId,
      functionArn,
      condition: end.condition,
      approximateInvokeCount: end.condition === "Success" ? event.failures + 1 : event.failures,
    },
    requestPayload: JSON.parse(event.payload),
    ...(outcome && {
      responseContext: {
        statusCode: 200,
        executedVersion: outcome.version,
        ...(outcome.kind === "failure" ? { functionError: "Unhandled" } : {}),
      },
      responsePayload: json(outcome.payload),
    }),
  };
}

/** The event itself, with three attributes (same page, "Dead-letter queues"). */
function deadLetter(event: AsyncEvent, { outcome }: AsyncEnd): Pick<QueueMessage, "body" | "attributes"> {
  const answer = outcome && json(outcome.payload);
  const message = (answer as { errorMessage?: unknown } | null | undefined)?.errorMessage;
  return {
    body: event.payload,
    attributes: {
      RequestID: { type: "String", value: event.requestId },
      ErrorCode: { type: "Number", value: outcome === undefined ? "429" : "200" },
      ...(typeof message === "string" && message !== ""
        ? { ErrorMessage: { type: "String", value: message.slice(0, MAX_ERROR_MESSAGE) } }
        : {}),
    },
  };
}

/** What a function answers is JSON, unless its runtime is broken: then it is passed on as text. */
function json(payload: Buffer): unknown {
  const text = payload.toString("utf8");
  try {
    return parseJson(text);
  } catch {
    return text;
  }
}
