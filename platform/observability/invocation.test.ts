import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as turn } from "node:timers/promises";
import { afterAll, beforeAll, beforeEach, expect, jest, test } from "@jest/globals";

const BUILD_ID = "ab".repeat(32);
const TRACE = "Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=1";
const context = { awsRequestId: "req-1", functionName: "local-orders", functionVersion: "3" };
const invocation = { context, correlationId: "c-1", trigger: "queue:captures" };

type Modules = typeof import("./invocation") &
  typeof import("./logger") &
  typeof import("./metrics") &
  typeof import("./scope") &
  typeof import("./tracing");

let platform: Modules;
let folder: string;
const written: string[] = [];

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "observability-"));
  writeFileSync(join(folder, "build-id"), BUILD_ID);
  Object.assign(process.env, {
    _X_AMZN_TRACE_ID: TRACE,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    LAMBDA_TASK_ROOT: folder,
    POWERTOOLS_METRICS_NAMESPACE: "ferry/local",
    POWERTOOLS_SERVICE_NAME: "orders",
  });
  // They read the environment when they are loaded, as in Lambda.
  platform = ["./invocation", "./logger", "./metrics", "./scope", "./tracing"].reduce(
    (all, path) => Object.assign(all, require(path)),
    {},
  ) as Modules;
  for (const stream of [process.stdout, process.stderr]) {
    jest.spyOn(stream, "write").mockImplementation((text) => written.push(String(text)) > 0);
  }
});
beforeEach(() => {
  written.length = 0;
});
afterAll(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

/** The lines so far: each is one JSON object. */
function lines(): Record<string, unknown>[] {
  const text = written.splice(0).join("");
  return text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
}

test("lines and metrics of the first invocation carry all that is known of it, of the second no cold start", async () => {
  const { logger, withInvocation, count } = platform;
  const carried = {
    service: "orders",
    build_id: BUILD_ID,
    correlation_id: "c-1",
    trigger: "queue:captures",
    function_version: "3",
    function_request_id: "req-1",
  };
  const answer = await withInvocation(invocation, () => {
    logger.info("placed", { orderId: "o-1", email: "ada@example.com", build_id: "forged" });
    count("OrdersPlaced", 2);
    return "answer";
  });
  const [line, metrics] = lines();
  expect(answer).toBe("answer");
  expect(line).toMatchObject({
    ...carried,
    level: "INFO",
    message: "placed",
    function_name: "local-orders",
    cold_start: true,
    xray_trace_id: "1-5759e988-bd862e3fe1be46a994272793",
    orderId: "o-1",
    email: "[redacted]",
  });
  expect(metrics).toMatchObject({ ...carried, ColdStart: 1, OrdersPlaced: 2 });
  // Version and build id are no dimensions.
  expect(metrics).toMatchObject({
    _aws: { CloudWatchMetrics: [{ Namespace: "ferry/local", Dimensions: [["service"]] }] },
  });

  await withInvocation(invocation, () => logger.info("again"));
  expect(lines()).toMatchObject([{ message: "again", cold_start: false }]);
});

test("an invocation that fails writes its metrics, and its error without secrets", async () => {
  const { logger, withInvocation, count } = platform;
  const cause = Object.assign(new Error("refused"), { cardNumber: "4111111111111111" });
  const failed = withInvocation(invocation, async () => {
    count("Declined");
    logger.error("capture failed", { error: new Error("no", { cause }) });
    throw new Error("as asked");
  });
  await expect(failed).rejects.toThrow("as asked");
  const [line, metrics] = lines();
  expect(line?.error).toMatchObject({
    message: "no",
    cause: { message: "refused", cardNumber: "[redacted]" },
  });
  expect(metrics).toMatchObject({ Declined: 1 });
});

test("records of a batch that run at the same time do not mix, and leave nothing behind", async () => {
  const { logger, withInvocation, withFields, currentCorrelationId } = platform;
  const ids = Array.from({ length: 20 }, (_, index) => `c-${index}`);
  await withInvocation(invocation, async () => {
    await Promise.all(
      ids.map((id) =>
        withFields({ correlation_id: id }, async () => {
          logger.appendKeys({ record: id });
          for (let turns = 0; turns < 3; turns++) await turn();
          logger.createChild().info(currentCorrelationId() ?? "");
        }),
      ),
    );
    logger.info("after");
  });
  const printed = lines();
  const after = printed.pop();
  expect(printed).toHaveLength(ids.length);
  for (const { message, correlation_id, record } of printed) {
    expect([correlation_id, record]).toEqual([message, message]);
  }
  expect(after).toMatchObject({ correlation_id: "c-1" });
  expect(after).not.toHaveProperty("record");
});

test("keys that are taken away or reset are gone from the lines that follow", async () => {
  const { logger, withFields } = platform;
  withFields({ kept: 1 }, () => {
    logger.appendKeys({ a: 1, b: 2 });
    logger.removeKeys(["a"]);
    logger.info("removed");
    logger.resetKeys();
    logger.info("reset");
  });
  const [removed, reset] = lines();
  expect(removed).toMatchObject({ kept: 1, b: 2 });
  expect(removed).not.toHaveProperty("a");
  expect(reset).toMatchObject({ kept: 1 });
  expect(reset).not.toHaveProperty("b");
});

test("work runs as a span without an SDK, and its failure is its own", async () => {
  const { withSpan, currentTraceparent } = platform;
  expect(await withSpan("capture", async () => 1)).toBe(1);
  await expect(withSpan("capture", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
  expect(currentTraceparent()).toBe("00-5759e988bd862e3fe1be46a994272793-53995c3f42cd8ad8-01");
});
