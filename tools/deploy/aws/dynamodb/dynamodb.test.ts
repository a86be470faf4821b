import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { afterEach, expect, test } from "@jest/globals";
import { AwsSession } from "../session";

/** A request, as far as the tests look at it. */
interface Put {
  readonly RequestItems: Readonly<Record<string, readonly { PutRequest: { Item: { id: { S: string } } } }[]>>;
}

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A session whose DynamoDB answers one request after the other, and what it was sent. The local account never leaves items unprocessed. */
async function session(answer: (put: Put, count: number) => { status: number; body: object }) {
  const sent: string[][] = [];
  server = createServer(async (request, response) => {
    const put = (await json(request)) as Put;
    sent.push((put.RequestItems.orders ?? []).map(({ PutRequest }) => PutRequest.Item.id.S));
    const { status, body } = answer(put, sent.length);
    response.writeHead(status, { "content-type": "application/x-amz-json-1.0" }).end(JSON.stringify(body));
  }).listen(0, "127.0.0.1");
  await new Promise((resolve) => server?.once("listening", resolve));
  const { port } = server.address() as AddressInfo;
  const connection = {
    endpoint: `http://127.0.0.1:${port}`,
    region: "us-east-1",
    credentials: { accessKeyId: "a", secretAccessKey: "b" },
  };
  return { sent, tables: new AwsSession(connection, new AbortController().signal).tables };
}

const items = ["1", "2", "3"].map((id) => ({ id: { S: id } }));
const DONE = { status: 200, body: { UnprocessedItems: {} } };

test("what DynamoDB leaves unprocessed is sent again, and nothing else", async () => {
  const { sent, tables } = await session(({ RequestItems: { orders = [] } }) => ({
    status: 200,
    body: { UnprocessedItems: orders.length > 1 ? { orders: orders.slice(1) } : {} },
  }));
  await tables.put("orders", items);
  expect(sent).toEqual([["1", "2", "3"], ["2", "3"], ["3"]]);
});

test("what it never takes is a failure that says how many", async () => {
  const { tables } = await session(({ RequestItems }) => ({
    status: 200,
    body: { UnprocessedItems: RequestItems },
  }));
  await expect(tables.put("orders", items)).rejects.toMatchObject({
    code: "AwsFailed",
    message: "DynamoDB did not take 3 items of orders",
  });
}, 60_000);

test("a table that is still being created is waited for", async () => {
  const missing = {
    __type: "com.amazonaws.dynamodb.v20120810#ResourceNotFoundException",
    message: "not found",
  };
  const { sent, tables } = await session((_, count) => (count < 3 ? { status: 400, body: missing } : DONE));
  await tables.put("orders", items);
  expect(sent).toHaveLength(3);
});

test("a refusal is final", async () => {
  const refusal = { __type: "com.amazon.coral.validate#ValidationException", message: "too large" };
  const { sent, tables } = await session(() => ({ status: 400, body: refusal }));
  await expect(tables.put("orders", items)).rejects.toMatchObject({ code: "AwsFailed" });
  expect(sent).toHaveLength(1);
});
