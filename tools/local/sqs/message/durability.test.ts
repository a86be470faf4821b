import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, jest, test } from "@jest/globals";
import { killedWriter } from "../../state/killed-writer.fixture";
import { SqsApi } from "../api";

jest.setTimeout(60_000);

const stateFolder = mkdtempSync(join(tmpdir(), "ferry-sqs-durability-"));

afterAll(() => rmSync(stateFolder, { recursive: true }));

/** A process that sends messages as fast as it can, deletes every third, and says each once that is done. */
const WRITER = `
  const { SqsApi } = require(process.argv[1]);
  const api = new SqsApi({ stateFolder: process.argv[2], endpoint: () => "http://127.0.0.1" });
  (async () => {
    await api.createQueue({ QueueName: "messages", Attributes: { VisibilityTimeout: "43200" } });
    const arn = "arn:aws:sqs:us-east-1:000000000000:messages";
    for (let index = 0; ; index += 1) {
      await api.sendMessage(arn, String(index));
      if (index % 3 === 0) {
        const [{ body, receiptHandle }] = await api.receiveMessages(arn, { maxMessages: 1, waitSeconds: 0 });
        await api.deleteMessages(arn, [receiptHandle]);
      }
      await say(index);
    }
  })();`;

test("what was sent is there after the process was killed, and what was deleted is gone", async () => {
  const last = await killedWriter(WRITER, [join(__dirname, "..", "api"), stateFolder], 500);

  // Messages that were in flight come again, much later.
  const later = Date.now() + 43_200_000;
  const api = new SqsApi({ stateFolder, endpoint: () => "http://127.0.0.1", now: () => later });
  const bodies: number[] = [];
  for (;;) {
    const received = await api.receiveMessages("arn:aws:sqs:us-east-1:000000000000:messages", {
      maxMessages: 10,
      waitSeconds: 0,
    });
    if (received.length === 0) break;
    bodies.push(...received.map(({ body }) => Number(body)));
  }
  await api.close();
  // The oldest third was taken, in order; one more, if the process died between its last deletion and saying so.
  const rest = bodies.sort((a, b) => a - b);
  const first = rest[0] ?? 0;
  expect(first).toBeGreaterThanOrEqual(Math.floor(last / 3) + 1);
  expect(first).toBeLessThanOrEqual(Math.floor((last + 1) / 3) + 1);
  expect(rest.at(-1)).toBeGreaterThanOrEqual(last);
  expect(rest).toEqual(rest.map((_, index) => first + index));
});
