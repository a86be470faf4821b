import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { environmentOfRecord, keys } from "./keys";

/** What is done with the object of each key. */
const ACTIONS: Readonly<Record<keyof typeof keys, readonly string[]>> = {
  // Lambda and CloudFormation read these with the deployer's permissions, in the version that was uploaded.
  zip: ["s3:GetObject", "s3:PutObject", "s3:GetObjectVersion"],
  template: ["s3:GetObject", "s3:PutObject", "s3:GetObjectVersion"],
  sourceMap: ["s3:GetObject", "s3:PutObject"],
  metafile: ["s3:GetObject", "s3:PutObject"],
  // Written by the trusted builder alone: docs/protected-environments.md.
  attestation: ["s3:GetObject"],
  environment: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  environmentLock: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  environmentIndex: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  record: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
  lock: ["s3:GetObject", "s3:PutObject", "s3:DeleteObject"],
};

/** The rows of the table of permissions: actions and the resources that they are needed on. */
function permissions(): { actions: string[]; patterns: string[] }[] {
  const page = readFileSync(join(__dirname, "../../../docs/iam.md"), "utf8");
  const code = (cell = ""): string[] => [...cell.matchAll(/`([^`]+)`/g)].map(([, text = ""]) => text);
  return page
    .split("\n")
    .filter((line) => line.startsWith("| `s3:"))
    .map((line) => line.split("|"))
    .map(([, actions, resources]) => ({ actions: code(actions), patterns: code(resources) }));
}

/** As IAM matches resources: `*` stands for any characters, slashes as well. */
function matches(pattern: string, key: string): boolean {
  const source = pattern.split("*").map((part) => part.replace(/[.]/g, "\\$&"));
  return new RegExp(`^${source.join(".*")}$`).test(key);
}

test.each(Object.entries(ACTIONS))("the table of permissions covers %s", (name, actions) => {
  const key = keys[name as keyof typeof keys]("a1b2", "c3d4");
  const granted = permissions()
    .filter(({ patterns }) => patterns.some((pattern) => matches(pattern, key)))
    .flatMap((row) => row.actions);
  expect(granted.sort()).toEqual([...actions].sort());
});

test("the environment of a record is read from its key", () => {
  expect(environmentOfRecord(keys.record("dev-ada"))).toBe("dev-ada");
  expect(environmentOfRecord(keys.lock("dev-ada", "record"))).toBeUndefined();
});
