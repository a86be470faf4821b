import { randomUUID } from "node:crypto";
import { z } from "zod";
import type { SqsContext } from "../context";
import { transaction } from "../database";
import { invalidParameter, resourceNotFound } from "../errors";
import { nameOfArn } from "../names";
import { type Operation, operation } from "../operation";
import { integer } from "../parameters";
import { redriveOf } from "../queue/redrive-policy";

/** A move of messages out of a dead-letter queue, as ListMessageMoveTasks returns it. */
interface MoveTask {
  readonly Status: "COMPLETED" | "FAILED";
  readonly SourceArn: string;
  readonly DestinationArn?: string | undefined;
  readonly ApproximateNumberOfMessagesMoved: number;
  readonly ApproximateNumberOfMessagesToMove: number;
  readonly FailureReason?: string;
  readonly StartedTimestamp: number;
}

const StartInput = z.strictObject({ SourceArn: z.string(), DestinationArn: z.string().optional() });
const ListInput = z.strictObject({ SourceArn: z.string(), MaxResults: integer(1, 10).optional() });

/** Moves out of dead-letter queues. A task has ended when its start is answered, so there is nothing to cancel. */
export const MOVE_TASK_OPERATIONS: Readonly<Record<string, Operation>> = {
  StartMessageMoveTask: operation(StartInput, (context, { SourceArn, DestinationArn }) => {
    const source = deadLetterQueue(context, SourceArn);
    const destination = DestinationArn === undefined ? undefined : existing(context, DestinationArn);
    const { database, messages } = context;
    const at = context.now();
    const moved = new Set<string>();
    transaction(database, () => {
      const found = messages.visible(source, at, ALL);
      let count = 0;
      for (const message of found) {
        const to = destination ?? sourceOf(context, message.deadLetterSource);
        if (to === undefined) continue;
        messages.redrive(message, to, at);
        moved.add(to);
        count += 1;
      }
      keep(context, {
        Status: count === found.length ? "COMPLETED" : "FAILED",
        SourceArn,
        DestinationArn,
        ApproximateNumberOfMessagesMoved: count,
        ApproximateNumberOfMessagesToMove: found.length,
        ...(count === found.length ? {} : { FailureReason: "CouldNotDetermineMessageSource" }),
        StartedTimestamp: at,
      });
    });
    for (const queue of moved) context.arrivals.announce(queue);
    return { TaskHandle: Buffer.from(randomUUID()).toString("base64") };
  }),
  ListMessageMoveTasks: operation(ListInput, (context, { SourceArn, MaxResults = 1 }) => {
    const source = existing(context, SourceArn);
    const rows = context.database
      .prepare("SELECT record FROM move_tasks WHERE source = ? ORDER BY sequence DESC LIMIT ?")
      .all(source, MaxResults);
    return { Results: rows.map(({ record }) => JSON.parse(record as string) as MoveTask) };
  }),
};

/** No limit, for SQLite. */
const ALL = -1;

function keep({ database }: SqsContext, task: MoveTask): void {
  database
    .prepare("INSERT INTO move_tasks (source, record) VALUES (?, ?)")
    .run(nameOfArn(task.SourceArn), JSON.stringify(task));
}

/** Name of a queue that has others' dead letters. @throws AwsError */
function deadLetterQueue(context: SqsContext, arn: string): string {
  const name = existing(context, arn);
  if (context.queues.all().some((queue) => redriveOf(queue)?.queue === name)) return name;
  throw invalidParameter("Source queue must be configured as a Dead Letter Queue.");
}

/** Name of the queue that a dead letter came from, if that is known and still there. */
function sourceOf({ queues }: SqsContext, arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : queues.find(nameOfArn(arn))?.name;
}

function existing({ queues }: SqsContext, arn: string): string {
  const queue = queues.find(nameOfArn(arn));
  if (queue === undefined) throw resourceNotFound(`One or more specified resources don't exist: ${arn}`);
  return queue.name;
}
