import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, PutCommand, QueryCommand } from "@aws-sdk/lib-dynamodb";
import type { Event } from "../../../../platform/events/define-event";
import type { ConditionalPut, Outbox } from "../../../../platform/outbox/outbox";
import type { Order, PlacedOrder } from "../domain/order";
import {
  type ListQuery,
  type Orders,
  type Page,
  type Position,
  VersionConflictError,
} from "../domain/orders";
import { fromItem, INDEX, itemKey, ORDER_KIND, ownerKey, placedKey, toItem } from "./order-item";

/** Orders in a DynamoDB table; every write is conditional. */
export class OrdersTable implements Orders {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
    private readonly outbox: Outbox,
  ) {}

  async add(order: PlacedOrder, event: Event): Promise<"added" | "exists"> {
    const added = await this.put(order, event, { ConditionExpression: "attribute_not_exists(pk)" });
    return added ? "added" : "exists";
  }

  async find(id: string): Promise<Order | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.tableName, Key: itemKey(id), ConsistentRead: true }),
    );
    return Item && fromItem(Item);
  }

  async replace(order: Order, event?: Event): Promise<void> {
    const replaced = await this.put(order, event, {
      ConditionExpression: "version = :previous",
      ExpressionAttributeValues: { ":previous": order.version - 1 },
    });
    if (!replaced)
      throw new VersionConflictError(`order ${order.id} is no longer at version ${order.version - 1}`);
  }

  async list({ customerId, limit, after }: ListQuery): Promise<Page> {
    const [index, attribute, value] =
      customerId === undefined
        ? [INDEX.newest, "kind", ORDER_KIND]
        : [INDEX.byOwner, "owner", ownerKey(customerId)];
    const { Items = [] } = await this.client.send(
      new QueryCommand({
        TableName: this.tableName,
        IndexName: index,
        KeyConditionExpression: "#partition = :partition",
        ExpressionAttributeNames: { "#partition": attribute },
        ExpressionAttributeValues: { ":partition": value },
        ScanIndexForward: false,
        // One more than asked for shows whether there is a next page.
        Limit: limit + 1,
        ...(after && { ExclusiveStartKey: { ...startKey(after), [attribute]: value } }),
      }),
    );
    const orders = Items.slice(0, limit).map(fromItem);
    const last = orders.at(-1);
    return Items.length > limit && last
      ? { orders, next: { id: last.id, placedAt: last.placedAt } }
      : { orders };
  }

  /** Whether the condition held and the order was written. */
  private async put(
    order: Order,
    event: Event | undefined,
    condition: Omit<ConditionalPut, "Item">,
  ): Promise<boolean> {
    const put = { Item: toItem(order), ...condition };
    if (event) return this.outbox.commit(put, event);
    try {
      await this.client.send(new PutCommand({ TableName: this.tableName, ...put }));
      return true;
    } catch (error) {
      if (error instanceof ConditionalCheckFailedException) return false;
      throw error;
    }
  }
}

function startKey(position: Position): Record<string, unknown> {
  return { ...itemKey(position.id), placed: placedKey(position) };
}
