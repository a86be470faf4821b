import { z } from "zod";
import type { SqsContext } from "../context";
import { transaction } from "../database";
import { invalidAttributeName, invalidParameter, queueNameExists } from "../errors";
import type { QueueRecord } from "../model";
import { nameOfUrl, queueArn, queueUrl } from "../names";
import { type Operation, operation } from "../operation";
import { paged, paging } from "../paging";
import { checkDeadLetterQueue } from "./redrive-policy";
import { changeSettings, settingsDescription } from "./settings";
import { statistics } from "./statistics";
import { tagMap } from "./tag-operations";

const attributes = z.record(z.string(), z.string());
const QueueUrl = z.string();

const CreateQueueInput = z.strictObject({
  QueueName: z.string(),
  Attributes: attributes.optional(),
  tags: tagMap.optional(),
});

export const QUEUE_OPERATIONS: Readonly<Record<string, Operation>> = {
  CreateQueue: operation(CreateQueueInput, (context, { QueueName, Attributes = {}, tags = {} }) => {
    checkName(QueueName);
    const { queues, arrivals, now } = context;
    const QueueUrl = queueUrl(context, QueueName);
    const existing = queues.find(QueueName);
    if (existing !== undefined) {
      refuseDifferent(existing, Attributes);
      return { QueueUrl };
    }
    const at = now();
    const settings = changeSettings({}, Attributes);
    const queue: QueueRecord = { name: QueueName, settings, tags, created: at, modified: at };
    checkDeadLetterQueue(context, queue);
    queues.put(queue);
    arrivals.announce(QueueName);
    return { QueueUrl };
  }),
  DeleteQueue: operation(z.strictObject({ QueueUrl }), (context, request) => {
    const { database, queues, messages, arrivals } = context;
    const { name } = queues.get(nameOfUrl(request.QueueUrl));
    transaction(database, () => {
      queues.delete(name);
      messages.deleteAll(name);
      database.prepare("DELETE FROM move_tasks WHERE source = ?").run(name);
    });
    arrivals.announce(name);
    return {};
  }),
  GetQueueUrl: operation(
    z.strictObject({ QueueName: z.string(), QueueOwnerAWSAccountId: z.string().optional() }),
    (context, { QueueName }) => ({ QueueUrl: queueUrl(context, context.queues.get(QueueName).name) }),
  ),
  ListQueues: operation(
    z.strictObject({ QueueNamePrefix: z.string().optional(), ...paging }),
    (context, { QueueNamePrefix = "", ...page }) => {
      const names = context.queues.all().map(({ name }) => name);
      const { items, next } = paged(
        names.filter((name) => name.startsWith(QueueNamePrefix)),
        page,
      );
      return items.length === 0 ? {} : { QueueUrls: items.map((name) => queueUrl(context, name)), ...next };
    },
  ),
  GetQueueAttributes: operation(
    z.strictObject({ QueueUrl, AttributeNames: z.array(z.string()).optional() }),
    (context, { QueueUrl, AttributeNames = [] }) => {
      const all = describe(context, context.queues.get(nameOfUrl(QueueUrl)));
      const unknown = AttributeNames.find((name) => name !== "All" && !KNOWN.has(name));
      if (unknown !== undefined) throw invalidAttributeName(unknown);
      const asked = (name: string) => AttributeNames.includes("All") || AttributeNames.includes(name);
      const Attributes = Object.fromEntries(Object.entries(all).filter(([name]) => asked(name)));
      return Object.keys(Attributes).length === 0 ? {} : { Attributes };
    },
  ),
  SetQueueAttributes: operation(
    z.strictObject({ QueueUrl, Attributes: attributes }),
    (context, { QueueUrl, Attributes }) => {
      const { queues, arrivals, now } = context;
      const queue = queues.get(nameOfUrl(QueueUrl));
      const changed = { ...queue, settings: changeSettings(queue.settings, Attributes), modified: now() };
      if (Attributes.RedrivePolicy !== undefined) checkDeadLetterQueue(context, changed);
      queues.put(changed);
      arrivals.announce(queue.name);
      return {};
    },
  ),
};

/** What GetQueueAttributes may be asked for, whether a queue has it or not. */
const KNOWN: ReadonlySet<string> = new Set([
  ..."ApproximateNumberOfMessages ApproximateNumberOfMessagesDelayed ApproximateNumberOfMessagesNotVisible".split(
    " ",
  ),
  ..."CreatedTimestamp LastModifiedTimestamp QueueArn DelaySeconds MaximumMessageSize MessageRetentionPeriod".split(
    " ",
  ),
  ..."Policy ReceiveMessageWaitTimeSeconds RedriveAllowPolicy RedrivePolicy VisibilityTimeout".split(" "),
  ..."KmsDataKeyReusePeriodSeconds KmsMasterKeyId SqsManagedSseEnabled".split(" "),
  ..."FifoQueue ContentBasedDeduplication DeduplicationScope FifoThroughputLimit".split(" "),
]);

function describe(context: SqsContext, queue: QueueRecord): Record<string, string> {
  const { visible, inFlight, delayed } = statistics(context, queue.name);
  return {
    QueueArn: queueArn(context, queue.name),
    ApproximateNumberOfMessages: String(visible),
    ApproximateNumberOfMessagesNotVisible: String(inFlight),
    ApproximateNumberOfMessagesDelayed: String(delayed),
    CreatedTimestamp: String(Math.floor(queue.created / 1000)),
    LastModifiedTimestamp: String(Math.floor(queue.modified / 1000)),
    ...settingsDescription(queue.settings),
  };
}

function checkName(name: string): void {
  if (name.endsWith(".fifo")) changeSettings({}, { FifoQueue: "true" });
  if (!/^[A-Za-z0-9_-]{1,80}$/.test(name)) {
    throw invalidParameter(
      "Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length",
    );
  }
}

function refuseDifferent(queue: QueueRecord, attributes: Readonly<Record<string, string>>): void {
  const before = settingsDescription(queue.settings);
  const wanted = settingsDescription(changeSettings(queue.settings, attributes));
  const different = Object.keys({ ...before, ...wanted }).find((name) => before[name] !== wanted[name]);
  if (different !== undefined) throw queueNameExists(different);
}
