import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { EventStreamCodec } from "@smithy/core/event-streams";
import { fromUtf8, toUtf8 } from "@smithy/core/serde";
import { follow } from "../../telemetry/logs/follow";
import { AwsSession } from "../session";

const codec = new EventStreamCodec(toUtf8, fromUtf8);

function frame(kind: "event" | "exception", type: string, body: object): Uint8Array {
  return codec.encode({
    headers: {
      ":message-type": { type: "string", value: kind },
      [`:${kind}-type`]: { type: "string", value: type },
      ":content-type": { type: "string", value: "application/json" },
    },
    body: Buffer.from(JSON.stringify(body)),
  });
}

function update(message: string, sampled = false): Uint8Array {
  const sessionResults = [{ logGroupIdentifier: "1:/g", logStreamName: "s", message, timestamp: 1 }];
  return frame("event", "sessionUpdate", { sessionMetadata: { sampled }, sessionResults });
}

/** The course of each session, in order. */
const sessions: ((answer: ServerResponse) => void)[] = [
  (answer) => {
    answer.write(update("one"));
    answer.end(frame("exception", "SessionTimeoutException", { message: "three hours" }));
  },
  (answer) => {
    answer.write(update("two", true));
    answer.end(frame("exception", "SessionStreamingException", { message: "unknown" }));
  },
  (answer) => {
    answer.write(update("three"), () => answer.destroy());
  },
  (answer) => {
    answer.write(update("four"));
  },
];

let opened = 0;
const server = createServer((request, answer) => {
  if (String(request.headers["x-amz-target"]).endsWith("FilterLogEvents")) {
    answer.setHeader("content-type", "application/x-amz-json-1.1").end('{"events":[]}');
    return;
  }
  answer.setHeader("content-type", "application/vnd.amazon.eventstream");
  answer.write(frame("event", "initial-response", {}));
  sessions[opened++]?.(answer);
});

beforeAll(async () => {
  await once(server.listen(0, "127.0.0.1"), "listening");
});
afterAll(() => {
  server.close();
  server.closeAllConnections();
});

test("a session that times out or breaks is followed by another one", async () => {
  const controller = new AbortController();
  const { port } = server.address() as AddressInfo;
  const connection = {
    region: "us-east-1",
    endpoint: `http://127.0.0.1:${port}`,
    credentials: { accessKeyId: "x", secretAccessKey: "x" },
  };
  const logs = new AwsSession(connection, controller.signal).logs;
  let samples = 0;
  const query = { groups: ["/g"], since: 0, pattern: "", onSample: () => samples++ };
  const received: string[] = [];
  for await (const { message } of follow(logs, query, (group) => group, controller.signal)) {
    received.push(message);
    if (message === "four") controller.abort();
  }
  logs.close();
  expect(received).toEqual(["one", "two", "three", "four"]);
  expect(samples).toBe(1);
});
