// Three services that work together, deployed in one run: an order placed by HTTP is paid and notified, and failures end where they
// should. The tests are steps.
import assert from "node:assert/strict";
import { randomUUID } from "node:crypto";
import { after } from "node:test";
import { Account } from "./support/account.mjs";
import { Checkout } from "./support/checkout.mjs";
import { successOf } from "./support/report.mjs";
import { orderPlaced, Shop } from "./support/shop.mjs";
import { steps } from "./support/steps.mjs";
import { until } from "./support/until.mjs";

const step = steps();

const account = new Account();
after(() => account.dispose());
const checkout = await Checkout.create({ env: account.env });
after(() => checkout.dispose());

const CAPTURES = "local-payments-captures";
/** So that a failed message is delivered again soon: not much longer than the provider may take. */
const VISIBILITY_SECONDS = 3;

const SERVICES = ["notifications", "orders", "payments"];

const shop = new Shop(account, "local");
/** The order that `:logs` and `:traces` are asked about. */
let traced;

async function queueUrl(QueueName) {
  return (await account.json("AmazonSQS.GetQueueUrl", { QueueName })).QueueUrl;
}

/** Sends events to the queue of payments, to arrive in one batch. */
async function send(...events) {
  const Entries = events.map((event, index) => ({ Id: String(index), MessageBody: JSON.stringify(event) }));
  await account.json("AmazonSQS.SendMessageBatch", { QueueUrl: await queueUrl(CAPTURES), Entries });
}

async function schedules() {
  const response = await account.fetch("scheduler", "/schedules");
  const { Schedules } = await response.json();
  return Schedules;
}

step("//:deploy deploys all three, and who exports before who imports", async () => {
  successOf(await checkout.bazelw(["run", "//:deploy", "--", "--json"]));

  const { stacks } = await account.status();
  assert.deepEqual(
    Object.keys(stacks).sort(),
    SERVICES.map((service) => `local-${service}`),
  );
  await account.json("AmazonSQS.SetQueueAttributes", {
    QueueUrl: await queueUrl(CAPTURES),
    Attributes: { VisibilityTimeout: String(VISIBILITY_SECONDS) },
  });
});

step("an order placed by HTTP is paid and notified, under one correlation id", async () => {
  const order = await shop.place(900);
  traced = order;

  const paid = await shop.settled(order, "paid");
  const payment = await shop.paymentOf(order);
  assert.deepEqual([payment.status, payment.amount, payment.attempts], ["captured", 900, 1]);
  assert.equal(paid.paymentId, payment.paymentId);
  await shop.assertNotifiedOfPaid(order);
  for (const service of ["orders", "payments", "notifications"]) {
    const lines = await until(`${service} has logged it`, async () => {
      const lines = await shop.logged(service, order);
      return lines.length > 0 && lines;
    });
    for (const line of lines) assert.equal(line.service, service);
  }
});

step("an order whose payment is declined is cancelled, and its customer is notified", async () => {
  const order = await shop.place(1402);

  const cancelled = await shop.settled(order, "cancelled");
  assert.equal(cancelled.cancelledBy, "payment");
  assert.deepEqual((await shop.notified(order, 2))[1].kind, "payment-declined");
});

step("a throttled request to the provider is repeated, and the order is paid", async () => {
  const order = await shop.place(429);

  await shop.settled(order, "paid");
  assert.equal((await shop.paymentOf(order)).attempts, 2);
});

step("an event that is delivered twice, at once and later, captures once", async () => {
  const event = orderPlaced(900);
  const seen = (count) =>
    until(`${count} of the event were handled`, async () => {
      const lines = await shop.logged("payments", event);
      const outcomes = lines
        .filter(({ message }) => message.startsWith("payment "))
        .map(({ message }) => message);
      return outcomes.length >= count && outcomes;
    });

  await send(event, event);
  await seen(2);
  const { paymentId, capturedAt } = await shop.paymentOf({ id: event.data.orderId });
  await send(event);
  assert.deepEqual((await seen(3)).filter((message) => message === "payment settled").length, 1);

  const after = await shop.paymentOf({ id: event.data.orderId });
  assert.deepEqual([after.paymentId, after.capturedAt], [paymentId, capturedAt]);
  const inbox = await shop.notified({ customerId: event.data.customerId }, 1);
  assert.deepEqual(
    inbox.map(({ kind }) => kind),
    ["payment-captured"],
  );
});

step(
  "payments that cannot be captured or get no answer end in the dead-letter queue after retries; the rest of the batch is not repeated",
  async () => {
    const [first, poisoned, hanging, last] = [
      orderPlaced(900),
      orderPlaced(5422),
      orderPlaced(504),
      orderPlaced(900),
    ];
    await send(first, poisoned, hanging, last);

    const dead = [];
    const QueueUrl = await queueUrl(`${CAPTURES}-dead-letters`);
    await until("both are dead letters", async () => {
      const { Messages = [] } = await account.json("AmazonSQS.ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
      });
      dead.push(...Messages.map(({ Body }) => JSON.parse(Body)));
      return dead.length >= 2;
    });
    assert.deepEqual(new Set(dead.map(({ id }) => id)), new Set([poisoned.id, hanging.id]));

    const attempts = await shop.logged("payments", poisoned);
    const failures = attempts.filter(({ message }) => message === "message failed");
    assert.deepEqual(
      failures.map(({ receive_count }) => receive_count),
      [1, 2, 3],
    );
    assert.deepEqual(new Set(failures.map(({ error }) => error.name)), new Set(["CaptureRejectedError"]));
    for (const fine of [first, last]) {
      const handled = (await shop.logged("payments", fine)).filter(
        ({ message }) => message === "payment settled",
      );
      assert.deepEqual(
        handled.map(({ function_request_id }) => function_request_id),
        [failures[0].function_request_id],
        "it was handled once, in the batch of the one that failed",
      );
    }
  },
);

step(
  "an invalid order is refused with a problem document, and an invalid event ends as a dead letter",
  async () => {
    for (const [body, status, type] of [
      ["{", 400, "/problems/malformed-json"],
      ["{}", 400, "/problems/invalid-input"],
      [JSON.stringify("x".repeat(64 * 1024)), 413, "/problems/body-too-large"],
    ]) {
      const headers = { "content-type": "application/json" };
      const response = await fetch(await shop.url("orders"), { method: "POST", headers, body });
      assert.equal(response.headers.get("content-type"), "application/problem+json");
      const problem = await response.json();
      assert.deepEqual([response.status, problem.type], [status, type]);
    }

    await account.json("AmazonSQS.SendMessage", { QueueUrl: await queueUrl(CAPTURES), MessageBody: "{" });
    const QueueUrl = await queueUrl(`${CAPTURES}-dead-letters`);
    await until("it is a dead letter", async () => {
      const { Messages = [] } = await account.json("AmazonSQS.ReceiveMessage", {
        QueueUrl,
        MaxNumberOfMessages: 10,
      });
      return Messages.some(({ Body }) => Body === "{");
    });
  },
);

step("a service without a required variable fails and names it; nothing is lost", async () => {
  const live = (FunctionVersion) =>
    account.lambda("functions/local-payments/aliases/live", { method: "PUT", input: { FunctionVersion } });
  const before = await account.lambda("functions/local-payments/aliases/live");
  const { Environment } = await account.lambda("functions/local-payments/configuration");
  const { TABLE_NAME, ...Variables } = Environment.Variables;
  const input = { Environment: { Variables } };
  await account.lambda("functions/local-payments/configuration", { method: "PUT", input });
  await until("the function is updated", async () => {
    const { LastUpdateStatus } = await account.lambda("functions/local-payments/configuration");
    return LastUpdateStatus === "Successful";
  });
  const { Version } = await account.lambda("functions/local-payments/versions", {
    method: "POST",
    input: {},
  });
  await live(Version);

  const response = await fetch(`${await shop.url("payments")}/${randomUUID()}`);
  const problem = await response.text();
  assert.deepEqual([response.status, JSON.parse(problem).type], [500, "/problems/internal"]);
  assert.ok(!problem.includes("TABLE_NAME"), problem);
  const event = orderPlaced(900);
  await send(event);
  await until("the log names it for both triggers", async () => {
    const lines = await shop.logged("payments", { correlationId: "TABLE_NAME is missing" });
    const triggers = new Set(lines.map(({ trigger }) => trigger));
    return triggers.has("http") && triggers.has("queue:captures");
  });

  await live(before.FunctionVersion);
  await until("the message came again, and is captured", async () => {
    const payment = await shop.paymentOf({ id: event.data.orderId });
    return payment?.status === "captured";
  });
  const restored = { Environment: { Variables: { ...Variables, TABLE_NAME } } };
  await account.lambda("functions/local-payments/configuration", { method: "PUT", input: restored });
});

step(":invoke sends the sample events of events.json, and the functions accept them", async () => {
  const invoke = async (service, event) => {
    const args = ["run", `//services/${service}:invoke`, "--", "--json", "--event", event];
    return successOf(await checkout.bazelw(args)).invocation.payload;
  };
  assert.equal((await invoke("orders", "POST /orders")).statusCode, 201);
  assert.deepEqual(await invoke("payments", "sqs"), { batchItemFailures: [] });
  assert.deepEqual(await invoke("notifications", "messages payments.PaymentCaptured.v1"), {
    batchItemFailures: [],
  });
  assert.equal(await invoke("notifications", "schedule"), null);
});

step(":logs, :traces and :metrics show the one request across three services", async () => {
  const run = async (target, ...args) => {
    const ended = await checkout.bazelw(["run", target, "--", "--json", ...args]);
    assert.equal(ended.code, 0, ended.text());
    return ended.stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
  };

  const lines = (await run("//:logs", "--correlation-id", traced.correlationId)).slice(0, -1);
  assert.deepEqual([...new Set(lines.map(({ fields }) => fields.service))].sort(), SERVICES);
  assert.deepEqual(
    new Set(lines.map(({ fields }) => fields.correlation_id)),
    new Set([traced.correlationId]),
  );
  for (const { target, version, fields } of lines) {
    assert.equal(target, `//services/${fields.service}:bundle`);
    assert.deepEqual([version, fields.function_version], ["1", "1"]);
    assert.match(fields.build_id, /^[0-9a-f]{64}$/);
  }

  const [{ trace }] = await run("//:traces", "--correlation-id", traced.correlationId);
  const functions = new Set(trace.spans.map(({ name }) => name));
  for (const service of SERVICES) assert.ok(functions.has(`local-${service}`), JSON.stringify(trace));

  const [{ metrics }] = await run("//:metrics");
  const measured = (service, label) =>
    metrics.find((metric) => metric.service === service && metric.label === label)?.total;
  for (const service of SERVICES) assert.ok(measured(service, "invocations") > 0, `${service} was invoked`);
  assert.equal(measured("payments", "PaymentsDeclined"), 1);
});

step("//:destroy deletes who imports before who exports, and leaves nothing", async () => {
  successOf(await checkout.bazelw(["run", "//:destroy", "--", "--json", "--yes"]));

  const left = await Promise.all([
    account.json("AmazonSQS.ListQueues", {}).then(({ QueueUrls = [] }) => QueueUrls),
    account.json("Logs_20140328.DescribeLogGroups", {}).then(({ logGroups }) => logGroups),
    account.json("AWSEvents.ListRules", {}).then(({ Rules }) => Rules),
    account.json("DynamoDB_20120810.ListTables", {}).then(({ TableNames }) => TableNames),
    account.json("GraniteServiceVersion20100801.DescribeAlarms", {}).then(({ MetricAlarms }) => MetricAlarms),
    account
      .json("GraniteServiceVersion20100801.ListDashboards", {})
      .then(({ DashboardEntries }) => DashboardEntries),
    account.lambda("functions/").then(({ Functions }) => Functions),
    account.lambda("event-source-mappings/").then(({ EventSourceMappings }) => EventSourceMappings),
    schedules(),
  ]);
  assert.deepEqual(left, [[], [], [], [], [], [], [], [], []]);
});
