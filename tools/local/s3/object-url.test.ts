import { expect, test } from "@jest/globals";
import { objectOfUrl } from "./object-url";

const ENDPOINT = "http://127.0.0.1:4080";

test.each([
  ["https://own.s3.eu-central-1.amazonaws.com/a/b.json", { bucket: "own", key: "a/b.json" }],
  ["https://s3.amazonaws.com/own/a/b.json", { bucket: "own", key: "a/b.json" }],
  [`${ENDPOINT}/own/a%20b.json`, { bucket: "own", key: "a b.json" }],
  [`${ENDPOINT}/own/a.json?versionId=7`, { bucket: "own", key: "a.json", version: "7" }],
  ["https://own.s3.amazonaws.com/a?versionId=7", { bucket: "own", key: "a", version: "7" }],
  [`${ENDPOINT}/own`, undefined],
  ["http://127.0.0.1:4081/own/a.json", undefined],
  ["https://example.com/own/a.json", undefined],
  ["own/a.json", undefined],
  [`${ENDPOINT}/own/%`, undefined],
])("%s", (url, expected) => {
  expect(objectOfUrl(url, ENDPOINT)).toEqual(expected);
});
