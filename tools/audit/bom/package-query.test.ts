import { expect, test } from "@jest/globals";
import { matchesQuery, readPackageQuery } from "./package-query";

function holds(text: string, name: string, version: string): boolean | undefined {
  const query = readPackageQuery(text);
  return query && matchesQuery({ name, version, licences: [], bytes: 0 }, query);
}

test.each([
  ["hono", "hono", "4.13.19", true],
  ["hono@4.13.19", "hono", "4.13.19", true],
  ["hono@<4", "hono", "4.13.19", false],
  ["hono@^4 || ^3", "hono", "3.0.0-rc.1", true],
  ["@aws-sdk/client-s3", "@aws-sdk/client-s3", "3.1.0", true],
  ["@aws-sdk/client-s3@^4", "@aws-sdk/client-s3", "3.1.0", false],
  ["client-s3", "@aws-sdk/client-s3", "3.1.0", false],
])("%s against %s %s: %s", (text, name, version, expected) => {
  expect(holds(text, name, version)).toBe(expected);
});

test.each(["", "@", "hono@", "hono@four", "a b"])("%j names no package", (text) => {
  expect(readPackageQuery(text)).toBeUndefined();
});
