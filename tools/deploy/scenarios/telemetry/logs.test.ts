import { CloudWatchLogsClient, CreateLogGroupCommand } from "@aws-sdk/client-cloudwatch-logs";
import { expect, test } from "@jest/globals";
import { signalWhen } from "../../testing/scene/signal-when";
import { useScene } from "../../testing/scene/use-scene";

/** Logs what its event says, as the platform's logger does, and metrics and plain text beside it. */
const SOURCE = `exports.handler = async (event) => {
  const print = (line) => process.stdout.write(JSON.stringify(line) + "\\n");
  for (const line of event.lines ?? []) typeof line === "string" ? console.log(line) : print(line);
  print({ _aws: { Timestamp: 1, CloudWatchMetrics: [] }, service: "s" });
  if (event.fail) throw new Error("as asked");
  return {};
};
`;

const scene = useScene("all", async () => {
  for (const service of ["orders", "payments"]) await scene.build({ service, source: SOURCE, memory: 128 });
  const run = await scene.run("deploy", [], ["orders", "payments"], { GITHUB_ACTOR: "ada" });
  expect(run.code).toBe(0);
});

async function invoke(service: string, event: object): Promise<void> {
  await scene.run("invoke", ["--payload", JSON.stringify(event)], [service]);
}

function line(level: string, message: string, correlationId: string, more: object = {}): object {
  return { level, message, timestamp: "x", service: "s", correlation_id: correlationId, ...more };
}

async function lines(args: readonly string[], services = ["orders", "payments"]): Promise<string[]> {
  const { code, stdout, stderr } = await scene.start("logs", args, services).finished;
  expect({ code, stderr }).toMatchObject({ code: 0 });
  return stdout.trimEnd().split("\n");
}

test("lines of several services stand in order, with level, function, message and fields", async () => {
  const error = { name: "Error", message: "no", stack: "Error: no\n    at charge (/var/task/index.js:1:2)" };
  await invoke("orders", { lines: [line("INFO", "order placed", "c-1", { order_id: "ord 1" })] });
  // Not in one invocation: what `console` prints reaches Lambda by another stream than what is written to stdout.
  await invoke("orders", { lines: ["plain text"] });
  await invoke("payments", { lines: [line("ERROR", "capture failed", "c-1", { error })] });
  await invoke("orders", { lines: [line("DEBUG", "other request", "c-2")] });
  const printed = await lines([]);
  expect(printed.map((one) => one.replace(/^\d\d:\d\d:\d\d\.\d{3} /, ""))).toEqual([
    'INFO  local-orders order placed correlation_id=c-1 order_id="ord 1"',
    "INFO  local-orders plain text",
    "ERROR local-payments capture failed correlation_id=c-1 function_version=2",
    "             Error: no",
    "                 at charge (/var/task/index.js:1:2)",
    "DEBUG local-orders other request correlation_id=c-2",
  ]);
});

test("a request, a level, a pattern and a time choose among them", async () => {
  expect(await lines(["--correlation-id", "c-2"])).toEqual([expect.stringContaining("other request")]);
  expect(await lines(["--level", "warn", "--filter", "capture"])).toHaveLength(3);
  expect(await lines(["--since", "2199-01-01"])).toEqual([""]);
  expect((await lines(["--raw"], ["orders"])).join("\n")).toMatch(/START RequestId.*"_aws".*REPORT/s);
});

test("a pattern that CloudWatch refuses is reported with what fixes it", async () => {
  const { code, report } = await scene.run("logs", ["--filter", "order-7"], ["orders"]);
  expect([code, report.error?.code, report.error?.next]).toEqual([
    2,
    "UsageInvalid",
    `put terms with characters other than letters, digits and _ in double quotes: --filter '"order-7"'`,
  ]);
  expect((await scene.run("logs", ["--filter", '"order-7"'], ["orders"])).code).toBe(0);
});

test("programs get a line each, and the report last; both say which commit and target logged it", async () => {
  const { stdout, stderr } = await scene.start("logs", ["--json", "--correlation-id", "c-1"], ["payments"])
    .finished;
  const [record, report, ...rest] = stdout
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(rest).toEqual([]);
  expect(record).toMatchObject({
    function: "local-payments",
    version: "2",
    target: "//services/payments:bundle",
    kind: "log",
    level: "ERROR",
    message: "capture failed",
    fields: { correlation_id: "c-1" },
  });
  expect(report).toMatchObject({ command: "logs", lines: 1, apiCalls: { writes: 0 } });
  expect(stderr).toBe("");
  const people = await scene.start("logs", ["--correlation-id", "c-1"], ["payments"]).finished;
  expect(people.stderr).toMatch(
    /^local-payments version 2: sha256 [0-9a-f]{7}, deployed by ada, \/\/services\/payments:bundle$/m,
  );
});

test("a failure that Lambda reports is an error, whatever level is asked for", async () => {
  await invoke("orders", { fail: true });
  expect((await lines(["--level", "error"], ["orders"])).join("\n")).toMatch(
    /ERROR local-orders Invoke Error function_version=2\n {13}Error: as asked\n +at .*index\.js:5:\d+\)/,
  );
});

test("followed, it goes on with what is logged from then on, and prints nothing twice", async () => {
  const { child, finished } = scene.start(
    "logs",
    ["--follow", "--correlation-id", "c-3"],
    ["orders", "payments"],
  );
  const printed = (text: string) =>
    new Promise<void>((resolve) =>
      child.stdout?.on("data", (data) => String(data).includes(text) && resolve()),
    );
  await invoke("orders", { lines: [line("INFO", "first", "c-3")] });
  const [first, second] = [printed("first"), printed("second")];
  // Whether the session was open by then or not: it is printed.
  await invoke("orders", { lines: [line("INFO", "first", "c-3")] });
  await first;
  await invoke("payments", { lines: [line("INFO", "second", "c-3"), line("INFO", "elsewhere", "c-4")] });
  await second;
  child.kill("SIGINT");
  const { code, stdout } = await finished;
  expect(code).toBe(0);
  expect(stdout.match(/local-\w+ \w+/g)).toEqual([
    "local-orders first",
    "local-orders first",
    "local-payments second",
  ]);
});

test("of an id the lines are that have it, and not those of a longer one", async () => {
  await invoke("orders", {
    lines: [line("INFO", "eleven", "c-11"), line("INFO", "relays c-11, too", "c-12")],
  });
  await invoke("orders", { lines: [line("INFO", "more", "c-11.1"), line("INFO", "another", "xc-11")] });
  expect(await lines(["--correlation-id", "c-11"])).toEqual([
    expect.stringContaining("eleven"),
    expect.stringContaining("relays c-11, too"),
  ]);
});

test("where only some services are deployed, those are followed; where none is, that is said", async () => {
  const none = await scene.run("logs", ["--follow", "--env", "dev-x"], ["orders", "payments"]);
  expect([none.code, none.report.error]).toEqual([
    1,
    expect.objectContaining({
      code: "FunctionMissing",
      message: "there is nothing to follow: dev-x-orders, dev-x-payments not deployed here",
    }),
  ]);
  await scene
    .client(CloudWatchLogsClient)
    .send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/dev-z-orders" }));
  const { child, finished } = scene.start("logs", ["--follow", "--env", "dev-z"], ["orders", "payments"]);
  signalWhen(child, "not followed, as not deployed here: dev-z-payments", "SIGINT");
  expect((await finished).code).toBe(0);
});

test("what cannot be asked for is refused; a service that is not deployed has logged nothing", async () => {
  for (const [args, message] of [
    [["--since", "yesterday"], '"yesterday" is neither a duration nor a time'],
    [["--level", "loud"], 'there is no level "loud"'],
  ] as const) {
    expect(await scene.run("logs", args)).toMatchObject({
      code: 2,
      report: { error: { code: "UsageInvalid", message } },
    });
  }
  expect(await lines(["--env", "dev-x"])).toEqual([""]);
  await scene
    .client(CloudWatchLogsClient)
    .send(new CreateLogGroupCommand({ logGroupName: "/aws/lambda/dev-y-orders" }));
  expect(await lines(["--env", "dev-y"])).toEqual([""]);
});
