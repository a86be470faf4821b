import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { until } from "./until.mjs";

let customers = 0;

const get = async (url) => (await fetch(url)).json();

/** The three services of an environment, as customers and those who watch them see them. */
export class Shop {
  /** @param {import("./account.mjs").Account} account where it is deployed @param {string} environment */
  constructor(account, environment) {
    this.account = account;
    this.environment = environment;
  }

  /** URL of a service's API: after a restart of the account, ports are others. */
  async url(service) {
    const { stacks } = await this.account.status();
    return stacks[`${this.environment}-${service}`];
  }

  /** Places an order of a total; the sandbox of payments answers by its last three digits. */
  async place(total) {
    customers += 1;
    const correlationId = randomUUID();
    const response = await fetch(await this.url("orders"), {
      method: "POST",
      headers: { "content-type": "application/json", "x-correlation-id": correlationId },
      body: JSON.stringify({
        customerId: `customer-${customers}`,
        currency: "EUR",
        lines: [{ sku: "tea", quantity: 1, unitPrice: total }],
      }),
    });
    const order = await response.json();
    assert.equal(response.status, 201, JSON.stringify(order));
    assert.equal(response.headers.get("x-correlation-id"), correlationId);
    return { ...order, correlationId };
  }

  /** The order, once it has that status. */
  async settled({ id }, status) {
    const url = await this.url("orders");
    return until(`order ${id} is ${status}`, async () => {
      const order = await get(`${url}/${id}`);
      return order.status === status && order;
    });
  }

  /** Asserts that the customer is notified of the order, and then of its payment, with the order's address. */
  async assertNotifiedOfPaid(order) {
    const messages = await this.notified(order, 2);
    assert.deepEqual(
      messages.map(({ kind }) => kind),
      ["order-placed", "payment-captured"],
    );
    const url = await this.url("orders");
    for (const { text } of messages) assert.ok(text.includes(`${url}/${order.id}`), text);
  }

  /** The customer's notifications, oldest first. */
  async inbox({ customerId }) {
    const { notifications } = await get(`${await this.url("notifications")}?customerId=${customerId}`);
    return notifications.reverse();
  }

  /** The same, once there are so many. */
  notified(customer, count) {
    return until(`${customer.customerId} has ${count} notifications`, async () => {
      const notifications = await this.inbox(customer);
      return notifications.length >= count && notifications;
    });
  }

  /** What payments knows of an order; undefined if nothing. */
  async paymentOf({ id }) {
    const response = await fetch(`${await this.url("payments")}/${id}`);
    return response.status === 404 ? undefined : response.json();
  }

  /** Log lines of a service under a correlation id, as objects. */
  async logged(service, { correlationId }) {
    const { events } = await this.account.json("Logs_20140328.FilterLogEvents", {
      logGroupName: `/aws/lambda/${this.environment}-${service}`,
      filterPattern: `"${correlationId}"`,
    });
    return events.filter(({ message }) => message.startsWith("{")).map(({ message }) => JSON.parse(message));
  }
}

/** An event of a new order, as orders publishes it, for an order that is nowhere else. */
export function orderPlaced(total) {
  const orderId = `ord_${randomUUID()}`;
  const time = new Date().toISOString();
  const lines = [{ sku: "tea", quantity: 1, unitPrice: total }];
  const data = { orderId, customerId: orderId, currency: "EUR", total, lines, placedAt: time };
  return { type: "orders.OrderPlaced.v1", id: randomUUID(), time, correlationId: randomUUID(), data };
}
