import { describe, expect, test } from "@jest/globals";
import { lambdaService } from "../lambda/service";
import { jsonService } from "../protocol/json-service";
import type { AwsRequest } from "../protocol/service";
import { StsService } from "../sts/service";
import { addressee, protocolOf } from "./route";

const none = new URLSearchParams();

function head(headers: Record<string, string>, path: string, query: URLSearchParams): AwsRequest {
  const rest = { method: "POST", body: Buffer.alloc(0), region: "us-east-1", requestId: "1" };
  return { headers, path, query, ...rest };
}

const run = async () => ({});
const services = [
  jsonService({ signingName: "dynamodb", targetPrefix: "DynamoDB_20120810.", version: "1.0", run }),
  lambdaService([]),
  new StsService(),
];
const date = "20261123T120000Z";
const credential = "AKID/with/slash/20261123/eu-west-1/lambda/aws4_request";

describe("addressee", () => {
  test("reads the credential scope of a signed header", () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    expect(addressee(head({ authorization, "x-amz-date": date }, "/", none), services)).toEqual({
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
    expect(addressee(head({}, "/", query), services)).toEqual({ service: "lambda", region: "eu-west-1" });
  });

  test("the signature wins over what the content says", () => {
    const authorization = `AWS4-HMAC-SHA256 Credential=${credential}, SignedHeaders=host, Signature=0`;
    const headers = { authorization, "x-amz-date": date, "x-amz-target": "DynamoDB_20120810.ListTables" };
    expect(addressee(head(headers, "/", none), services)?.service).toBe("lambda");
  });

  test.each([
    [{ "x-amz-target": "DynamoDB_20120810.ListTables" }, "/", none, "dynamodb"],
    [{}, "/", new URLSearchParams("Action=GetCallerIdentity&Version=2011-06-15"), "sts"],
    [{}, "/2015-03-31/functions", none, "lambda"],
  ])("routes unsigned requests by their content: %j %s", (headers, path, query, service) => {
    expect(addressee(head(headers, path, query), services)).toEqual({ service, region: "us-east-1" });
  });

  test.each([
    [{ "x-amz-target": "Unknown_1.X" }, "/", none, "json"],
    [{ "content-type": "application/x-www-form-urlencoded; charset=utf-8" }, "/", none, "query"],
    [{}, "/", new URLSearchParams("Action=X"), "query"],
    [{}, "/bucket/key", none, "rest-xml"],
    [{}, "/TraceSummaries", none, "rest-json"],
    [{}, "/", none, "rest-json"],
  ])(
    "a request that names no service is refused in its protocol: %j %s",
    (headers, path, query, protocol) => {
      expect(protocolOf(head(headers, path, query))).toBe(protocol);
    },
  );

  test.each([
    [{}, "/", none],
    [{ authorization: "Bearer abc" }, "/", none],
    [{ authorization: "AWS4-HMAC-SHA256 Credential=a/b/c" }, "/", none],
    [{ "x-amz-target": "Unknown_1.X" }, "/", none],
  ])("knows none for %j %s", (headers, path, query) => {
    expect(addressee(head(headers, path, query), services)).toBeUndefined();
  });
});
