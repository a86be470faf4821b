import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { RequestLog } from "./request-log";

const record = {
  time: "t",
  milliseconds: 1,
  requestId: "r",
  service: "s3",
  operation: "GetObject",
  status: 200,
  bytes: 0,
};

test("the log stays within two files of its limit, and goes on where it was", () => {
  const folder = mkdtempSync(join(tmpdir(), "ferry-log-"));
  const path = join(folder, "requests.log");
  for (let start = 0; start < 3; start += 1) {
    const log = new RequestLog(path, 1000);
    for (let index = 0; index < 10; index += 1) log.add(record);
  }
  expect(statSync(path).size).toBeLessThanOrEqual(1000);
  expect(statSync(`${path}.1`).size).toBeLessThanOrEqual(1000);
  const lines = readFileSync(`${path}.1`, "utf8").trim().split("\n");
  expect(lines.map((line) => JSON.parse(line))).toEqual(lines.map(() => record));
  rmSync(folder, { recursive: true });
});
