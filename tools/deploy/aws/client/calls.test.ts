import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { GetFunctionCommand, LambdaClient, PublishVersionCommand } from "@aws-sdk/client-lambda";
import { afterEach, beforeEach, describe, expect, test } from "@jest/globals";
import { CallCounter } from "./calls";
import { clientOptions } from "./connection";
import { Rates } from "./rate/rates";

type Answer = (response: ServerResponse, request: IncomingMessage) => void;

const well: Answer = (response) => response.end("{}");
const reset: Answer = (_, request) => request.socket.destroy();
const refusal =
  (status: number, type: string): Answer =>
  (response) => {
    response.writeHead(status, { "x-amzn-errortype": type });
    response.end(JSON.stringify({ message: type }));
  };
const throttled = refusal(429, "TooManyRequestsException");

let server: Server;
let client: LambdaClient;
let calls: CallCounter;
let rates: Rates;
let interruption: AbortController;
/** What the server answers, one after the other; then it answers well. */
let answers: Answer[];

beforeEach(async () => {
  answers = [];
  server = createServer((request, response) => {
    const answer = answers.shift() ?? well;
    request.resume().on("end", () => answer(response, request));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  client = new LambdaClient(
    clientOptions({
      region: "us-east-1",
      endpoint,
      credentials: { accessKeyId: "local", secretAccessKey: "local" },
    }),
  );
  rates = new Rates();
  interruption = new AbortController();
  calls = new CallCounter(rates, interruption.signal);
  calls.watch(client, "Lambda");
});
afterEach(async () => {
  client.destroy();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const read = (): Promise<unknown> => client.send(new GetFunctionCommand({ FunctionName: "orders" }));
const write = (): Promise<unknown> => client.send(new PublishVersionCommand({ FunctionName: "orders" }));

describe("a read", () => {
  test.each([
    ["a reset connection", reset],
    ["status 500", refusal(500, "ServiceException")],
    ["status 503", refusal(503, "ServiceUnavailable")],
    ["throttling", throttled],
  ])("is repeated after %s", async (_, answer) => {
    answers = [answer, answer];
    await read();
    expect(calls.summary()).toMatchObject({ total: 3, writes: 0, byOperation: { "Lambda.GetFunction": 3 } });
  });

  test("is not repeated after a final error", async () => {
    answers = [refusal(403, "AccessDeniedException")];
    await expect(read()).rejects.toMatchObject({ name: "AccessDeniedException" });
    expect(calls.summary().total).toBe(1);
  });
});

describe("a write", () => {
  test.each([
    ["a reset connection", reset],
    ["status 500", refusal(500, "ServiceException")],
    ["status 502", refusal(502, "BadGateway")],
    ["status 503", refusal(503, "ServiceUnavailable")],
    ["status 504", refusal(504, "GatewayTimeout")],
  ])("is sent once if %s leaves open whether it took effect", async (_, answer) => {
    answers = [answer];
    await expect(write()).rejects.toThrow();
    expect(calls.summary()).toMatchObject({ total: 1, writes: 1 });
  });

  test("is repeated after throttling, which slows its quota down", async () => {
    answers = [throttled];
    await write();
    expect(calls.summary()).toMatchObject({ total: 2, writes: 2 });
    expect(rates.limiter("lambda-control-plane").rate).toBeLessThan(15);
    expect(rates.limiter("lambda-get-function").rate).toBe(100);
  });

  test("is repeated if it never left this machine", async () => {
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const sent = write();
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    await sent;
  });
});

describe("Ctrl-C", () => {
  test("ends waiting for a token: queued requests are never sent", async () => {
    const all = Array.from({ length: 60 }, write);
    const settled = Promise.allSettled(all);
    await Promise.race(all);
    interruption.abort();
    const failures = (await settled).flatMap((one) => (one.status === "rejected" ? [one.reason.name] : []));
    // One that had its turn just before may be counted only after it.
    const sent = calls.summary().total;
    expect(sent).toBeLessThan(60);
    expect(failures).toEqual(Array(60 - sent).fill("AbortError"));
  });

  test("still admits cleanup requests", async () => {
    interruption.abort();
    await write();
    expect(calls.summary().total).toBe(1);
  });
});
