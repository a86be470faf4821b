import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, jest, test } from "@jest/globals";
import { SqsApi } from "./api";

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
      // Only what the pipe has taken is said.
      if (!process.stdout.write(index + "\\n")) await new Promise((resolve) => process.stdout.once("drain", resolve));
    }
  })();`;

test("what was sent is there after the process was killed, and what was deleted is gone", async () => {
  const writer = spawn(
    process.execPath,
    ["--no-warnings", "-e", WRITER, join(__dirname, "api"), stateFolder],
    {
      stdio: ["ignore", "pipe", "inherit"],
    },
  );
  let last = -1;
  for await (const line of createInterface({ input: writer.stdout })) {
    last = Number(line);
    if (last >= 500 && !writer.killed) writer.kill("SIGKILL");
  }
  if (writer.exitCode === null && writer.signalCode === null) await once(writer, "exit");
  expect(writer.signalCode).toBe("SIGKILL");

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
