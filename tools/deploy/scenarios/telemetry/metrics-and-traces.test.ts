import { describe, expect, test } from "@jest/globals";
import { SIGNED_FETCH } from "../../../local/testing/signed-fetch/function-source";
import { useScene } from "../../testing/scene/use-scene";

/** Calls the function that the event names, with its own trace header, as the AWS SDK does; logs and measures as the platform does. */
const SOURCE = `${SIGNED_FETCH}
const print = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
exports.handler = async (event) => {
  const header = process.env._X_AMZN_TRACE_ID;
  const xray_trace_id = /Root=([^;]+)/.exec(header)[1];
  print({ level: "INFO", message: "asked", correlation_id: event.correlationId, xray_trace_id, build_id: "b-1" });
  print({
    _aws: {
      Timestamp: Date.now(),
      CloudWatchMetrics: [{
        Namespace: "ferry/local",
        Dimensions: [["service"]],
        Metrics: [{ Name: "OrdersPlaced", Unit: "Count" }, { Name: "Latency", Unit: "Milliseconds" }],
      }],
    },
    service: event.service,
    OrdersPlaced: 2,
    Latency: 30,
  });
  if (event.fail) throw new TypeError("as asked");
  if (event.next) {
    await signedFetch("lambda", "/2015-03-31/functions/" + event.next + "/invocations", {
      headers: { "x-amzn-trace-id": header },
      body: JSON.stringify({ ...event, next: undefined, service: "payments", fail: event.nextFails }),
    });
  }
  return {};
};
`;

const SERVICES = ["orders", "payments"];

const scene = useScene("all", async () => {
  for (const service of SERVICES)
    await scene.build({ service, source: SOURCE, memory: 128, tracing: "Active" });
  expect((await scene.run("deploy", [], SERVICES)).code).toBe(0);
  await invoke({ correlationId: "c-1", next: "local-payments:live", nextFails: true });
  await invoke({ correlationId: "c-2" });
});

async function invoke(event: object): Promise<void> {
  const payload = JSON.stringify({ service: "orders", ...event });
  expect((await scene.run("invoke", ["--payload", payload], ["orders"])).code).toBe(0);
}

/** What the verb prints for people, and what for programs. */
async function both(verb: string, args: readonly string[] = [], services = SERVICES) {
  const { code, stdout, stderr } = await scene.start(verb, args, services).finished;
  expect(code).toBe(0);
  // biome-ignore lint/suspicious/noExplicitAny: members that only these verbs have
  return { text: stdout, hints: stderr, report: (await scene.run(verb, args, services)).report as any };
}

describe("traces", () => {
  test("are listed with who took part and how they ended, newest first", async () => {
    const { text, hints, report } = await both("traces");
    expect(report.traces).toMatchObject([
      { status: "ok", services: ["local-orders"], entry: "local-orders", cause: null },
      {
        cause: "TypeError: as asked",
        status: "fault",
        services: ["local-orders", "local-payments"],
        entry: "local-orders",
      },
    ]);
    expect(text.trimEnd().split("\n")).toEqual([
      expect.stringMatching(/^ {2}\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} .* ok .*local-orders/),
      expect.stringMatching(/ fault .*local-orders .*local-payments .*1-[0-9a-f]{8}-[0-9a-f]{24}$/),
      expect.stringMatching(/^ +TypeError: as asked$/),
    ]);
    const { id } = report.traces[1];
    expect(hints).toBe(`look into one: ./bazelw run //:traces -- --env local --id ${id}\n`);
    // Its command works: one service's own target where it was asked.
    expect((await both("traces", ["--id", id])).report.trace.ids).toEqual([id]);
    expect((await both("traces", ["--errors"], ["payments"])).hints).toContain(
      "//services/payments:traces -- ",
    );
    expect((await both("traces", ["--errors"])).report.traces).toHaveLength(1);
    expect((await both("traces", [], ["payments"])).report.traces).toHaveLength(1);
    expect((await both("traces", ["--since", "2099-01-01"])).text).toBe("no traces in that time\n");
  });

  test("draw one request across services, found by its correlation id", async () => {
    const { text, report } = await both("traces", ["--correlation-id", "c-1"]);
    expect(report.trace).toMatchObject({ correlationId: "c-1", ids: [expect.stringMatching(/^1-/)] });
    const steps = report.trace.spans.map(
      // biome-ignore lint/suspicious/noExplicitAny: as above
      ({ depth, name, detail, status }: any) => `${depth} ${name} ${detail} ${status}`,
    );
    expect(steps).toEqual([
      "0 local-orders Lambda ok",
      "1 local-orders function ok",
      "2 Initialization  ok",
      "2 Invocation  ok",
      "2 Lambda Invoke ok",
      "2 local-payments Lambda fault",
      "3 local-payments function fault",
      "4 Initialization  ok",
      "4 Invocation  fault",
      "4 Overhead  ok",
      "2 Overhead  ok",
    ]);
    expect(text).toMatch(/^ {8}local-payments function ✗ .*█.* ms$/m);
    expect(text).toMatch(/^ +TypeError: as asked$/m);
    const target = (service: string) => ({
      function: `local-${service}`,
      version: "2",
      target: `//services/${service}:bundle`,
    });
    expect(report.trace.versions).toEqual([
      expect.objectContaining({ ...target("orders"), buildId: "b-1" }),
      expect.objectContaining({ ...target("payments"), buildId: "b-1" }),
    ]);
    expect(text).toMatch(
      /^ {2}local-payments version 2: sha256 [0-9a-f]{7}, .*\/\/services\/payments:bundle, build b-1$/m,
    );
    const id = report.trace.ids[0];
    expect((await both("traces", ["--id", id], ["orders"])).report.trace.spans).toHaveLength(steps.length);
  });

  test("that are not there, or not ids, are refused", async () => {
    const missing = await scene.run("traces", ["--correlation-id", "c-9"], SERVICES);
    expect([missing.code, missing.report.error?.code]).toEqual([1, "TraceMissing"]);
    const malformed = await scene.run("traces", ["--id", "c-1"], SERVICES);
    expect([malformed.code, malformed.report.error?.code]).toEqual([2, "UsageInvalid"]);
  });
});

describe("metrics", () => {
  test("are of functions and of the services' own, in one table", async () => {
    const { text, report } = await both("metrics");
    // biome-ignore lint/suspicious/noExplicitAny: members that only this verb has
    const totals = report.metrics.map(({ service, label, total }: any) => `${service} ${label} ${total}`);
    expect(totals).toEqual(
      expect.arrayContaining([
        "orders invocations 2",
        "orders errors 0",
        "orders OrdersPlaced 4",
        "orders Latency 30",
        "payments invocations 1",
        "payments errors 1",
        "payments throttles 0",
        expect.stringMatching(/^payments duration p99 \d/),
      ]),
    );
    expect(text).toMatch(/^orders\n {2}invocations +total +2 +now \d/);
    expect(text).toMatch(/^payments$/m);
    expect(text).not.toMatch(/[▁-█]/);
    expect(report.period).toBe(60);
  });

  test("are charted one by one", async () => {
    const { text, report } = await both("metrics", ["--metric", "errors", "--since", "2h", "--period", "5m"]);
    expect(report.metrics).toMatchObject([
      { service: "orders", total: 0 },
      { service: "payments", total: 1, namespace: "AWS/Lambda", name: "Errors", statistic: "Sum" },
    ]);
    expect(text).toMatch(/^payments {2}errors {2}total 1\n +1 ┤ *█/m);
    const unknown = await scene.run("metrics", ["--metric", "Nothing"], SERVICES);
    expect(unknown.report.error).toMatchObject({
      code: "UsageInvalid",
      next: expect.stringContaining("OrdersPlaced"),
    });
  });
});
