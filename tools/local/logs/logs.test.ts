import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  DeleteLogGroupCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  ListTagsForResourceCommand,
  PutRetentionPolicyCommand,
  StartQueryCommand,
  TagResourceCommand,
  UntagResourceCommand,
} from "@aws-sdk/client-cloudwatch-logs";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { connection, serve } from "../testing/client.fixture";
import { LogsApi } from "./api";
import { logsService } from "./service";

// Real processes and files on a machine that may be busy: what hangs is ended, what is slow is not.
jest.setTimeout(60_000);

let stateFolder: string;
let api: LogsApi;
let logs: CloudWatchLogsClient;
let close: () => Promise<void>;

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-logs-"));
  api = new LogsApi({ stateFolder });
  const server = await serve(stateFolder, logsService(api));
  logs = new CloudWatchLogsClient(connection(server.endpoint));
  close = async () => {
    logs.destroy();
    await server.close();
  };
});

afterAll(async () => {
  await close();
  rmSync(stateFolder, { recursive: true, force: true });
});

const arn = (name: string) => `arn:aws:logs:us-east-1:000000000000:log-group:${name}`;

const group = (logGroupName: string) => logs.send(new CreateLogGroupCommand({ logGroupName }));

function write(groupName: string, streamName: string, events: [timestamp: number, message: string][]): void {
  api.write(
    groupName,
    streamName,
    events.map(([timestamp, message]) => ({ timestamp, message })),
  );
}

describe("log groups", () => {
  test("are made with tags, described by prefix, kept for a time, and deleted", async () => {
    const logGroupName = "/aws/lambda/orders";
    await logs.send(new CreateLogGroupCommand({ logGroupName, tags: { a: "1" } }));
    await expect(logs.send(new CreateLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: "ResourceAlreadyExistsException",
      message: "The specified log group already exists",
      $metadata: { httpStatusCode: 400 },
    });
    await logs.send(new PutRetentionPolicyCommand({ logGroupName, retentionInDays: 14 }));
    const { logGroups } = await logs.send(
      new DescribeLogGroupsCommand({ logGroupNamePrefix: "/aws/lambda/o" }),
    );
    expect(logGroups).toEqual([
      expect.objectContaining({
        logGroupName,
        retentionInDays: 14,
        arn: `${arn(logGroupName)}:*`,
        logGroupArn: arn(logGroupName),
      }),
    ]);
    await logs.send(new DeleteRetentionPolicyCommand({ logGroupName }));
    const again = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePrefix: logGroupName }));
    expect(again.logGroups?.[0]).not.toHaveProperty("retentionInDays");
    await logs.send(new TagResourceCommand({ resourceArn: arn(logGroupName), tags: { b: "2" } }));
    await logs.send(new UntagResourceCommand({ resourceArn: `${arn(logGroupName)}:*`, tagKeys: ["a"] }));
    const { tags } = await logs.send(new ListTagsForResourceCommand({ resourceArn: arn(logGroupName) }));
    expect(tags).toEqual({ b: "2" });
    await logs.send(new DeleteLogGroupCommand({ logGroupName }));
    await expect(logs.send(new DeleteLogGroupCommand({ logGroupName }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log group does not exist.",
    });
  });

  test("come in pages", async () => {
    const names = Array.from({ length: 7 }, (_, n) => `/paged/${n}`);
    for (const name of names) await group(name);
    const found: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = await logs.send(
        new DescribeLogGroupsCommand({ logGroupNamePrefix: "/paged/", limit: 3, nextToken }),
      );
      found.push(...(page.logGroups ?? []).map(({ logGroupName }) => logGroupName));
      nextToken = page.nextToken;
    } while (nextToken);
    expect(found).toEqual(names);
  });

  test.each([
    [new CreateLogGroupCommand({ logGroupName: "a b" }), "'logGroupName' failed to satisfy constraint"],
    [
      new PutRetentionPolicyCommand({ logGroupName: "x", retentionInDays: 2 }),
      "Member must satisfy enum value set: [1, 3, 5",
    ],
    [new CreateLogGroupCommand({ logGroupName: "x", kmsKeyId: "key" }), "does not support kmsKeyId"],
  ])("refuse what is out of bounds %#", async (command, message) => {
    await expect(logs.send(command as CreateLogGroupCommand)).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining(message),
    });
  });
});

describe("FilterLogEvents", () => {
  const start = Date.now() - 1000;
  const filter = async (input: Partial<FilterLogEventsCommandInput>) => {
    const output = await logs.send(new FilterLogEventsCommand({ logGroupName: "/filter", ...input }));
    return { ...output, messages: (output.events ?? []).map(({ message }) => message) };
  };

  beforeAll(() => {
    write("/filter", "one/a", [
      [start, "ERROR first"],
      [start + 2, "INFO third"],
    ]);
    write("/filter", "one/b", [[start + 1, "ERROR second thing"]]);
    write("/filter", "two", [[start + 3, "WARN fourth"]]);
  });

  test("merges streams by time, and each event has an id of its own", async () => {
    const { messages, events } = await filter({});
    expect(messages).toEqual(["ERROR first", "ERROR second thing", "INFO third", "WARN fourth"]);
    expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(4);
    expect(events?.[1]).toMatchObject({ logStreamName: "one/b", timestamp: start + 1 });
  });

  test("takes patterns and times", async () => {
    expect((await filter({ filterPattern: "ERROR" })).messages).toEqual([
      "ERROR first",
      "ERROR second thing",
    ]);
    expect((await filter({ filterPattern: '"second thing"' })).messages).toEqual(["ERROR second thing"]);
    expect((await filter({ startTime: start + 1, endTime: start + 3 })).messages).toEqual([
      "ERROR second thing",
      "INFO third",
    ]);
    expect(
      (await filter({ logGroupName: undefined, logGroupIdentifier: arn("/filter") })).messages,
    ).toHaveLength(4);
  });

  test("follows its tokens", async () => {
    const first = await filter({ limit: 3 });
    const second = await filter({ limit: 3, nextToken: first.nextToken });
    expect([...first.messages, ...second.messages]).toHaveLength(4);
    expect(second.nextToken).toBeUndefined();
    await expect(filter({ nextToken: "nonsense" })).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
  });

  test("refuses patterns that it would have to guess at", async () => {
    await expect(filter({ filterPattern: '{ $.level = "ERROR" }' })).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining('{ $.level = "ERROR" }'),
    });
  });
});

test("an operation that the local account does not have is an AWS error", async () => {
  const query = { logGroupName: "/filter", queryString: "fields @message", startTime: 0, endTime: 1 };
  await expect(logs.send(new StartQueryCommand(query))).rejects.toMatchObject({
    name: "UnknownOperationException",
    message: "the local account does not support the CloudWatch Logs operation StartQuery",
  });
});
