import { execFile } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "@jest/globals";
import { TraceMap, traceSegment } from "@jridgewell/trace-mapping";
import { nodeBinary } from "../../tools/node/node-binary";
import { newEvent } from "../events/new-event";
import { orderPlaced } from "./example/events";
import { scheduleEvent } from "./testing/eventbridge-event";
import { httpEvent } from "./testing/http-event";
import { sqsEvent } from "./testing/sqs-event";

// The example as it would be deployed: one file, as `lambda_bundle` makes it. What runs of it is asked of V8.

const BUNDLE = join(__dirname, "example_bundle.js");

const order = newEvent(orderPlaced, { orderId: "a", total: 1 }, { correlationId: "c" });
const captures = sqsEvent("local-example-captures", [{ body: order }]);
const once = sqsEvent("local-example-once", [{ body: order }]);

test("loading the function needs no environment variable, and runs no handler, no hono and no AWS SDK", async () => {
  const [loaded = []] = await partsThatRun([], {});
  expect(loaded).toEqual(expect.arrayContaining(["platform/runtime", "platform/events", "zod"]));
  expect(loaded.filter(isHeavy)).toEqual([]);
});

test("a trigger runs its own handler, and only what that needs", async () => {
  const [, queue, schedule, http, again] = await partsThatRun([
    captures,
    scheduleEvent("local-example-sweep"),
    httpEvent("GET", "/notes/tea"),
    captures,
  ]);
  expect(queue?.filter(isHeavy)).toEqual(["example/capture.ts"]);
  expect(schedule?.filter(isHeavy)).toEqual(["example/sweep.ts"]);
  expect(http?.filter(isHeavy)).toEqual(["example/http/routes.ts", "hono"]);
  expect(again?.filter(isHeavy)).toEqual(["example/capture.ts"]);
});

test("idempotency brings DynamoDB's client when its trigger fires", async () => {
  const [, queue] = await partsThatRun([once]);
  expect(queue?.filter(isHeavy)).toEqual(["@aws-sdk", "@smithy", "example/capture-once.ts"]);
});

test("packages that come as ES modules and as CommonJS are in the bundle once, so that what is not used is left out", () => {
  const { inputs } = JSON.parse(
    readFileSync(join(__dirname, "example_bundle.esbuild_metadata.json"), "utf8"),
  );
  const files = Object.keys(inputs);
  expect(files.filter((file) => /\/hono\/dist\/|\/zod\/v4\//.test(file))).not.toEqual([]);
  expect(files.filter((file) => /\/hono\/dist\/cjs\/|\/zod\/.*\.cjs$/.test(file))).toEqual([]);
  expect(
    files
      .filter((file) => file.includes("platform/") && !file.includes("node_modules/"))
      .every((file) => file.endsWith(".ts")),
  ).toBe(true);
});

test("of the AWS SDK the bundle has what is called, and no provider of credentials that Lambda does not need", () => {
  const { inputs, outputs } = JSON.parse(
    readFileSync(join(__dirname, "example_bundle.esbuild_metadata.json"), "utf8"),
  );
  const kept = Object.values(outputs as Record<string, { inputs: Record<string, { bytesInOutput: number }> }>)
    .flatMap((output) => Object.entries(output.inputs))
    .flatMap(([file, { bytesInOutput }]) => (bytesInOutput > 0 ? [file] : []));
  const commands = kept.flatMap(
    (file) => /\/client-dynamodb\/dist-es\/commands\/(\w+Command)\.js$/.exec(file)?.[1] ?? [],
  );
  expect(commands.sort()).toEqual([
    "DeleteItemCommand",
    "DescribeEndpointsCommand",
    "GetItemCommand",
    "PutItemCommand",
  ]);
  expect(kept.filter((file) => /\/nested-clients\//.test(file))).toEqual([]);
  // All clients have the one for the environment, which is what Lambda sets.
  expect(Object.keys(inputs).some((file) => file.includes("/credential-provider-env/"))).toBe(true);
});

const isHeavy = (part: string) =>
  /^(example\/(?!main|events|note|variables|seen)|hono|@aws-sdk|@smithy)/.test(part);

const ENVIRONMENT = {
  TABLE_NAME: "table",
  LIMIT: "5",
  // Nothing listens there: what needs DynamoDB fails, after its client ran.
  AWS_ENDPOINT_URL: "http://127.0.0.1:1",
  AWS_REGION: "eu-west-1",
  AWS_ACCESS_KEY_ID: "test",
  AWS_SECRET_ACCESS_KEY: "test",
};

/** The parts of the bundle of which functions ran: when it was loaded, and then at each event. */
async function partsThatRun(
  events: readonly unknown[],
  env: Record<string, string> = ENVIRONMENT,
): Promise<readonly (readonly string[])[]> {
  const { stdout } = await promisify(execFile)(
    nodeBinary(),
    [join(__dirname, "example/probe.js"), BUNDLE, JSON.stringify(events)],
    { env },
  );
  const steps = JSON.parse(stdout.slice(stdout.lastIndexOf("\n@") + 2)) as number[][];
  const lines = lineStarts(readFileSync(BUNDLE, "utf8"));
  const map = new TraceMap(readFileSync(`${BUNDLE}.map`, "utf8"));
  const partAt = (offset: number): string | undefined => {
    const line = lines.findLastIndex((start) => start <= offset);
    const segment = traceSegment(map, line, offset - (lines[line] ?? 0));
    // A function that the bundler made itself has no source: the segment is that of something before it.
    const isExact = segment && segment.length > 1 && segment[0] === offset - (lines[line] ?? 0);
    return isExact ? partOf(map.sources[segment[1] as number] ?? "") : undefined;
  };
  return steps.map((offsets) =>
    [...new Set(offsets.map(partAt).filter((part) => part !== undefined))].sort(),
  );
}

/** An npm package or its scope, a file of the example, or a folder of the platform. */
function partOf(source: string): string {
  const [, inPackage] = /^.*\/node_modules\/(.*)$/.exec(source) ?? [];
  if (inPackage) return inPackage.split("/")[0] ?? "";
  const [, inExample] = /\b(example\/.*)$/.exec(source) ?? [];
  if (inExample) return inExample;
  return source.includes("events/")
    ? "platform/events"
    : source.includes("observability/")
      ? "platform/observability"
      : "platform/runtime";
}

function lineStarts(text: string): number[] {
  return [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
}
