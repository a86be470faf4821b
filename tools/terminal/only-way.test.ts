import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** Programs that print text of others: of logs, of AWS, of who deploys beside. */
const PROGRAMS = ["audit", "deploy", "local"];

/** Tests, what they share, what runs in function processes, whose output the account records; bundles, and what Bazel puts beside. */
const EXEMPT = [
  /\.(test|fixture)\.js$/,
  /^deploy\/testing\//,
  /^local\/runtime\/bootstrap\//,
  /^(deploy\/(deployer|throwing)|local\/(local|bootstrap))\.js$/,
  /\.runfiles\//,
];

const PRINTS = /\bconsole\.(log|info|warn|error|debug|table|dir)\b|\bprocess\.std(out|err)\.write\b/;

test("nothing prints but by Output and complain", () => {
  const files = PROGRAMS.flatMap((program) =>
    readdirSync(join(__dirname, "..", program), { recursive: true, encoding: "utf8" })
      .filter((path) => path.endsWith(".js"))
      .map((path) => `${program}/${path}`),
  ).filter((path) => !EXEMPT.some((exempt) => exempt.test(path)));
  expect(files).toEqual(
    expect.arrayContaining(["audit/main.js", "deploy/cli/report/reporter.js", "local/main.js"]),
  );
  expect(files.filter((path) => PRINTS.test(readFileSync(join(__dirname, "..", path), "utf8")))).toEqual([]);
});
