import { describe, expect, test } from "@jest/globals";
import { addressee, protocolOf } from "./route";

const none = new URLSearchParams();
const date = "20261123T120000Z";
const credential = "AKID/with/slash/20261123/eu-west-1/lambda/aws4_request";

describe("addressee", () => {
  test("reads the credential scope of a signed header", () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    expect(addressee({ authorization, "x-amz-date": date }, "/", none)).toEqual({
      service: "lambda",
      region: "eu-west-1",
    });
  });

  test("reads the credential scope of a presigned query", () => {
    const query = new URLSearchParams({
      "X-Amz-Algorithm": "AWS4-HMAC-SHA256",
      "X-Amz-Credential": credential,
      "X-Amz-Date": date,
      "X-Amz-Expires": "60",
      "X-Amz-SignedHeaders": "host",
      "X-Amz-Signature": "0",
    });
    expect(addressee({}, "/", query)).toEqual({ service: "lambda", region: "eu-west-1" });
  });

  test("the signature wins over what the content says", () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    const headers = { authorization, "x-amz-date": date, "x-amz-target": "DynamoDB_20120810.ListTables" };
    expect(addressee(headers, "/", none)?.service).toBe("lambda");
  });

  test.each([
    [{ "x-amz-target": "DynamoDB_20120810.ListTables" }, "/", none, "dynamodb"],
    [{ "x-amz-target": "Logs_20140328.DescribeLogGroups" }, "/", none, "logs"],
    [{}, "/", new URLSearchParams("Action=ListStacks&Version=2010-05-15"), "cloudformation"],
    [{}, "/2015-03-31/functions", none, "lambda"],
  ])("routes unsigned requests by their content: %j %s", (headers, path, query, service) => {
    expect(addressee(headers, path, query)).toEqual({ service, region: "us-east-1" });
  });

  test.each([
    [{ "x-amz-target": "Unknown_1.X" }, "/", none, "json"],
    [{ "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, "/", none, "query"],
    [{}, "/", new URLSearchParams("Action=X"), "query"],
    [{}, "/bucket/key", none, "rest-xml"],
    [{}, "/2015-03-31/functions", none, "rest-json"],
    [{}, "/schedules/one", none, "rest-json"],
    [{}, "/TraceSummaries", none, "rest-json"],
    [{}, "/", none, "rest-json"],
  ])(
    "a request that names no service is refused in its protocol: %j %s",
    (headers, path, query, protocol) => {
      expect(protocolOf(headers, path, query)).toBe(protocol);
    },
  );

  test.each([
    [{}, "/", none],
    [{ authorization: "Bearer abc" }, "/", none],
    [{ authorization: "AWS4-HMAC-SHA256 Credential=a/b/c" }, "/", none],
    [{ "x-amz-target": "Unknown_1.X" }, "/", none],
  ])("knows none for %j %s", (headers, path, query) => {
    expect(addressee(headers, path, query)).toBeUndefined();
  });
});
