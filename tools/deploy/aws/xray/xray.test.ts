import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "@jest/globals";
import { AwsSession } from "../session";

test.each([
  [false, 'service("dev-orders")'],
  [true, 'service("dev-orders") AND (fault OR error OR throttle)'],
])("X-Ray itself filters, only failed ones: %s", async (failedOnly, expected) => {
  const filters: string[] = [];
  const server = createServer(async (request, response) => {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part);
    filters.push(JSON.parse(Buffer.concat(parts).toString()).FilterExpression);
    response.setHeader("content-type", "application/json").end('{"TraceSummaries":[]}');
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    const connection = {
      region: "us-east-1",
      endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      credentials: { accessKeyId: "test", secretAccessKey: "test" },
    };
    const { traces } = new AwsSession(connection, new AbortController().signal);
    const until = Date.now();
    for await (const found of traces.summaries("dev-orders", until - 1000, until, failedOnly))
      expect(found).toEqual([]);
    expect(filters).toEqual([expected]);
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
});
