import { ConditionalCheckFailedException } from "@aws-sdk/client-dynamodb";
import { type DynamoDBDocumentClient, GetCommand, UpdateCommand } from "@aws-sdk/lib-dynamodb";
import type { Event } from "../../../../platform/events/define-event";
import type { Outbox } from "../../../../platform/outbox/outbox";
import type { CaptureOrder, Payment, SettledPayment, StartedPayment } from "../domain/payment";
import type { Payments } from "../domain/payments";
import { fromItem, paymentKey } from "./payment-item";

/** Payments in a DynamoDB table. */
export class PaymentsTable implements Payments {
  constructor(
    private readonly client: DynamoDBDocumentClient,
    private readonly tableName: string,
    private readonly outbox: Outbox,
  ) {}

  async start(order: CaptureOrder, idempotencyKey: string, now: Date): Promise<Payment> {
    const { orderId, customerId, currency, amount } = order;
    const first = { orderId, customerId, currency, amount, idempotencyKey, startedAt: now.toISOString() };
    const names = Object.keys(first);
    try {
      const { Attributes } = await this.client.send(
        new UpdateCommand({
          TableName: this.tableName,
          Key: paymentKey(orderId),
          // Made and counted in one write, so that no attempt goes unrecorded; what the first one said stays.
          UpdateExpression: `SET #status = :started, ${names.map((name) => `${name} = if_not_exists(${name}, :${name})`).join(", ")} ADD attempts :one`,
          ConditionExpression: "attribute_not_exists(pk) OR #status = :started",
          ExpressionAttributeNames: { "#status": "status" },
          ExpressionAttributeValues: {
            ...Object.fromEntries(Object.entries(first).map(([name, value]) => [`:${name}`, value])),
            ":started": "started" satisfies StartedPayment["status"],
            ":one": 1,
          },
          ReturnValues: "ALL_NEW",
        }),
      );
      return fromItem(Attributes ?? {});
    } catch (error) {
      const settled = error instanceof ConditionalCheckFailedException ? await this.find(orderId) : undefined;
      if (!settled) throw error;
      return settled;
    }
  }

  async settle(payment: SettledPayment, event: Event): Promise<"settled" | "was settled"> {
    const put = {
      Item: { ...paymentKey(payment.orderId), ...payment },
      ConditionExpression: "#status = :started",
      ExpressionAttributeNames: { "#status": "status" },
      ExpressionAttributeValues: { ":started": "started" satisfies StartedPayment["status"] },
    };
    return (await this.outbox.commit(put, event)) ? "settled" : "was settled";
  }

  async find(orderId: string): Promise<Payment | undefined> {
    const { Item } = await this.client.send(
      new GetCommand({ TableName: this.tableName, Key: paymentKey(orderId), ConsistentRead: true }),
    );
    return Item && fromItem(Item);
  }
}
