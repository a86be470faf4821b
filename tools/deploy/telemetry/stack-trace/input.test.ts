import { expect, test } from "@jest/globals";
import { readTraces } from "./input";

const BUILD = "ab".repeat(32);
const NONE = { buildId: undefined, functionName: undefined, functionVersion: undefined };
const STACK = "Error: no\n    at f (/var/task/index.js:1:2)";

test("plain text is one trace", () => {
  expect(readTraces(`${STACK}\n`)).toEqual([{ ...NONE, text: STACK }]);
  expect(readTraces(" \n\n")).toEqual([]);
});

test("a line of the platform's logger says whose trace it is, causes last", () => {
  const cause = { name: "TypeError", stack: "TypeError: deep\n    at g (/var/task/index.js:3:4)" };
  const line = {
    message: "declined",
    build_id: BUILD,
    function_name: "local-orders",
    function_version: "3",
    error: { message: "no", stack: STACK, cause },
  };
  const trace = {
    text: `${STACK}\ncaused by: ${cause.stack}`,
    buildId: BUILD,
    functionName: "local-orders",
    functionVersion: "3",
  };
  expect(readTraces(JSON.stringify(line))).toEqual([trace]);
  expect(readTraces(JSON.stringify(line, undefined, 2))).toEqual([trace]);
  const { message, ...fields } = line;
  const record = { function: "local-orders", version: "3", message, fields };
  expect(readTraces(JSON.stringify(record))).toEqual([trace]);
});

test("so does what Lambda's runtime writes and answers", () => {
  const document = { errorType: "Error", errorMessage: "no", stack: STACK.split("\n") };
  const line = `2026-11-23T06:29:55.000Z\tid\tERROR\tInvoke Error \t${JSON.stringify(document)}`;
  expect(readTraces(line)).toEqual([{ ...NONE, text: STACK }]);
  const { stack, ...rest } = document;
  expect(readTraces(JSON.stringify({ ...rest, trace: stack }))).toEqual([{ ...NONE, text: STACK }]);
});

test("what logs prints for people says of which function and version a stack is", () => {
  const head = (name: string, version: number) =>
    `11:18:17.941 ERROR ${name} charge failed trigger=http function_version=${version}`;
  const logged = "11:18:17.000 INFO  local-orders order placed order_id=1";
  const orders = (version: string) => ({ ...NONE, functionName: "local-orders", functionVersion: version });
  const lines = [
    ...[logged, head("local-orders", 3), STACK, logged, head("local-orders", 3), STACK],
    ...[head("local-orders", 4), STACK],
    ...[head("local-payments", 4), STACK, logged],
  ];
  expect(readTraces(lines.join("\n"))).toEqual([
    { ...orders("3"), text: lines.slice(0, 6).join("\n") },
    { ...orders("4"), text: lines.slice(6, 8).join("\n") },
    { ...NONE, functionName: "local-payments", functionVersion: "4", text: lines.slice(8).join("\n") },
  ]);
});

test("each line of a log is a trace of its own, and a build id that is none is none", () => {
  const lines = [JSON.stringify({ message: "one", build_id: "unknown" }), "between", "", '{"message":"two"'];
  expect(readTraces(lines.join("\n"))).toEqual([
    { ...NONE, text: "one" },
    { ...NONE, text: 'between\n\n{"message":"two"' },
  ]);
});
