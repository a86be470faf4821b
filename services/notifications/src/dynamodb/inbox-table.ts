import {
  type DynamoDBDocumentClient,
  GetCommand,
  PutCommand,
  paginateQuery,
  QueryCommand,
} from "@aws-sdk/lib-dynamodb";
import type { Digest } from "../domain/digest";
import type { Inbox, ListQuery, Page } from "../domain/inbox";
import type { Message } from "../domain/message";
import { BY_DAY, dayKey, digestKey, fromItem, inboxKey, positionKey, toItem } from "./inbox-item";

/** Messages and digests in a DynamoDB table. */
export class InboxTable implements Inbox {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
  ) {}

  async deliver(message: Message): Promise<void> {
    await this.client.send(new PutCommand({ TableName: this.tableName, Item: toItem(message) }));
  }

  async list({ customerId, limit, after }: ListQuery): Promise<Page> {
    const pk = inboxKey(customerId);
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        KeyConditionExpression: "pk = :pk",
        ExpressionAttributeValues: { ":pk": pk },
        ScanIndexForward: false,
        // One more than asked for shows whether there is a next page.
        Limit: limit + 1,
        ...(after && { ExclusiveStartKey: { pk, sk: positionKey(after) } }),
      }),
    );
    const messages = Items.slice(0, limit).map(fromItem);
    const last = messages.at(-1);
    return Items.length > limit && last ? { messages, next: { at: last.at, id: last.id } } : { messages };
  }

  async *ofDay(day: string): AsyncIterable<Message> {
    const pages = paginateQuery(
      { client: this.client },
      {
        TableName: this.tableName,
        IndexName: BY_DAY,
        KeyConditionExpression: "#day = :day",
        ExpressionAttributeNames: { "#day": "day" },
        ExpressionAttributeValues: { ":day": dayKey(day) },
      },
    );
    for await (const { Items = [] } of pages) yield* Items.map(fromItem);
  }

  async keepDigest(digest: Digest): Promise<void> {
    const Item = { ...digestKey(digest.day), digest };
    await this.client.send(new PutCommand({ TableName: this.tableName, Item }));
  }

  async findDigest(day: string): Promise<Digest | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.tableName, Key: digestKey(day) }),
    );
    return Item?.digest as Digest | undefined;
  }
}
