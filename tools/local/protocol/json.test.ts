import { gzipSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import { jsonInput, methodOf, parseJson, targetOperation } from "./json";
import type { AwsRequest } from "./service";

function request(target?: string): AwsRequest {
  const headers: Record<string, string> = target === undefined ? {} : { "x-amz-target": target };
  return {
    method: "POST",
    path: "/",
    query: new URLSearchParams(),
    headers,
    body: Buffer.alloc(0),
    region: "us-east-1",
    requestId: "r",
  };
}

test("the operation is what stands behind the service's name", () => {
  expect(targetOperation(request("AWSEvents.PutEvents"), "AWSEvents.")).toBe("PutEvents");
  expect(targetOperation(request("AWSEvents."), "AWSEvents.")).toBe("");
  expect(targetOperation(request("AmazonSQS.SendMessage"), "AWSEvents.")).toBeUndefined();
  expect(targetOperation(request(), "AWSEvents.")).toBeUndefined();
  expect(methodOf("PutEvents")).toBe("putEvents");
});

test("an input is a JSON object, or nothing", () => {
  const text = Buffer.from('{"Name":"é"}');
  expect(jsonInput({ body: text, headers: {} })).toEqual({ Name: "é" });
  expect(jsonInput({ body: gzipSync(text), headers: { "content-encoding": "gzip" } })).toEqual({ Name: "é" });
  expect(jsonInput({ body: Buffer.alloc(0), headers: {} })).toEqual({});
  expect(() => jsonInput({ body: text, headers: { "content-encoding": "gzip" } })).toThrow("gzip");
  for (const body of ["{", "[]", "null", "1", '"text"', " "]) {
    expect(() => jsonInput({ body: Buffer.from(body), headers: {} })).toThrow(
      expect.objectContaining({ code: "SerializationException", status: 400 }),
    );
  }
});

test("JSON that is nested too deeply to be walked is refused", () => {
  const nested = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
  expect(JSON.stringify(parseJson(nested(1000)))).toBe(nested(1000));
  expect(() => parseJson(nested(1001))).toThrow("nested more than 1000 levels deep");
  expect(() => parseJson(`{"wide":[[],{},[{"a":${nested(100_000)}}]]}`)).toThrow(SyntaxError);
  expect(() => jsonInput({ body: Buffer.from(`{"a":${nested(1001)}}`), headers: {} })).toThrow(
    "not a JSON object",
  );
});
