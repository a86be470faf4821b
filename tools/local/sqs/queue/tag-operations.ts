import { z } from "zod";
import { invalidParameter } from "../errors";
import { nameOfUrl } from "../names";
import { type Operation, operation } from "../operation";

const MAX_TAGS = 50;

export const tagMap = z.record(z.string().min(1).max(128), z.string().max(256));

const QueueUrl = z.string();

export const TAG_OPERATIONS: Readonly<Record<string, Operation>> = {
  TagQueue: operation(z.strictObject({ QueueUrl, Tags: tagMap }), ({ queues }, { QueueUrl, Tags }) => {
    const queue = queues.get(nameOfUrl(QueueUrl));
    const tags = { ...queue.tags, ...Tags };
    if (Object.keys(tags).length > MAX_TAGS)
      throw invalidParameter(`Too many tags added for queue ${queue.name}.`);
    queues.put({ ...queue, tags });
    return {};
  }),
  UntagQueue: operation(
    z.strictObject({ QueueUrl, TagKeys: z.array(z.string()) }),
    ({ queues }, { QueueUrl, TagKeys }) => {
      const queue = queues.get(nameOfUrl(QueueUrl));
      const kept = Object.entries(queue.tags).filter(([key]) => !TagKeys.includes(key));
      queues.put({ ...queue, tags: Object.fromEntries(kept) });
      return {};
    },
  ),
  ListQueueTags: operation(z.strictObject({ QueueUrl }), ({ queues }, { QueueUrl }) => {
    const { tags } = queues.get(nameOfUrl(QueueUrl));
    return Object.keys(tags).length === 0 ? {} : { Tags: tags };
  }),
};
