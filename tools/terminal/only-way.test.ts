import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";

/** Programs that print text from elsewhere: logs, AWS messages, names of other deployers. */
const PROGRAMS = ["audit", "deploy", "local"];

/** Tests and their fixtures; code of function processes, whose output the account records; bundles and runfiles. */
const EXEMPT = [
  /\.(test|fixture)\.js$/,
  /^deploy\/testing\//,
  /^local\/runtime\/bootstrap\//,
  /^(deploy\/(deployer|throwing)|local\/(local|bootstrap))\.js$/,
  /\.runfiles\//,
];

const PRINTS = /\bconsole\.(log|info|warn|error|debug|table|dir)\b|\bprocess\.std(out|err)\.write\b/;

test("everything is printed through Output or complain", () => {
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
