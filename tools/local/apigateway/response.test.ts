import { describe, expect, test } from "@jest/globals";
import { interpretResult } from "./response";

function interpreted(result: unknown): { status: number; headers: object; body: string } {
  const { status, headers, body } = interpretResult(
    typeof result === "string" ? result : JSON.stringify(result),
  );
  return { status, headers: [...headers], body: body.toString() };
}

const JSON_TYPE = ["content-type", "application/json"];
const failed = { status: 500, headers: [JSON_TYPE], body: '{"message":"Internal Server Error"}' };

describe("interpretResult", () => {
  test.each([
    ["an object without statusCode", { a: 1 }, '{"a":1}'],
    ["an array", [1, 2], "[1,2]"],
    ["a string", '"hello"', "hello"],
    ["nothing", "null", "null"],
  ])("takes %s for a JSON body", (_what, result, body) => {
    expect(interpreted(result)).toEqual({ status: 200, headers: [JSON_TYPE], body });
  });

  test.each([
    ["a line break in a value", { headers: { "x-a": "1\r\nset-cookie: b=2" } }],
    ["a control character in a value", { headers: { "x-a": "\u0000" } }],
    ["text beyond Latin-1 in a value", { headers: { "x-a": "日本" } }],
    ["a blank in a name", { headers: { "x a": "1" } }],
    ["no name", { headers: { "": "1" } }],
    ["a line break in a cookie", { cookies: ["a=1\nb=2"] }],
  ])("answers 500 for %s, which HTTP does not allow", (_what, result) => {
    expect(interpreted({ statusCode: 200, ...result })).toEqual(failed);
  });

  test("hands a value on whole, however deep it is", () => {
    const deep = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    expect(interpreted(deep).body).toBe(deep);
  });

  test("takes an object with statusCode for a response", () => {
    const result = {
      statusCode: 201,
      headers: { "Content-Type": "text/html", "X-Count": 3, "x-flag": true },
      cookies: ["a=1; Secure", "b=2"],
      body: "<p>",
    };
    expect(interpreted(result)).toEqual({
      status: 201,
      headers: [
        ["content-type", "text/html"],
        ["x-count", "3"],
        ["x-flag", "true"],
        ["set-cookie", "a=1; Secure"],
        ["set-cookie", "b=2"],
      ],
      body: "<p>",
    });
  });

  test("decodes base64", () => {
    const result = { statusCode: 200, isBase64Encoded: true, body: Buffer.from([0, 255]).toString("base64") };
    expect(interpretResult(JSON.stringify(result)).body).toEqual(Buffer.from([0, 255]));
  });

  test("a response without body, type or headers is empty text", () => {
    const expected = { status: 204, headers: [["content-type", "text/plain;charset=UTF-8"]], body: "" };
    expect(interpreted({ statusCode: 204 })).toEqual(expected);
    expect(interpreted({ statusCode: "204", body: null, headers: null })).toEqual(expected);
  });

  test.each([
    ["a status that is none", { statusCode: "ok" }],
    ["a status out of range", { statusCode: 99 }],
    ["an informational status", { statusCode: 101 }],
    ["a body that is no text", { statusCode: 200, body: { a: 1 } }],
    ["headers that are a list", { statusCode: 200, headers: ["a"] }],
    ["a header that is an object", { statusCode: 200, headers: { a: {} } }],
    ["cookies that are no list", { statusCode: 200, cookies: "a=1" }],
    ["what is no JSON", "{"],
  ])("refuses %s", (_what, result) => {
    expect(interpreted(result)).toEqual(failed);
  });
});
