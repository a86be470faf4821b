import { expect, test } from "@jest/globals";
import { logLine } from "./line";
import { tailEvents } from "./tail";

const TIME = "2026-11-23T14:09:37.506Z";

test("each line is an event of the function and version, at its own time or that of the one before", () => {
  const text = [
    "START RequestId: r Version: 2",
    JSON.stringify({ level: "INFO", message: "settled", timestamp: TIME, nested: { timestamp: "x" } }),
    "REPORT RequestId: r\tDuration: 50.85 ms",
    "",
  ].join("\n");
  const events = tailEvents(text, "local-payments", "2", 1);
  expect(events.map(logLine)).toEqual([
    expect.objectContaining({ kind: "platform" }),
    expect.objectContaining({ kind: "log", message: "settled", function: "local-payments", version: "2" }),
    expect.objectContaining({ kind: "platform" }),
  ]);
  expect(new Set(events.map(({ timestamp }) => timestamp))).toEqual(new Set([Date.parse(TIME)]));
  expect(tailEvents("END RequestId: r", "f", undefined, 7)).toEqual([
    { group: "/aws/lambda/f", stream: "", timestamp: 7, message: "END RequestId: r" },
  ]);
});

test("a text of several lines is one event, and a beginning that was cut off is marked", () => {
  const printed = `${TIME}\tr\tINFO\tfirst\nsecond\n`;
  expect(tailEvents(printed, "f", "2").map(({ message }) => message)).toEqual([printed.trimEnd()]);
  const whole = `${"x".repeat(4096 - printed.length - 1)}\n${printed}`;
  expect(tailEvents(whole, "f", "2").map(({ message }) => message.slice(0, 2))).toEqual(["…x", "20"]);
});
