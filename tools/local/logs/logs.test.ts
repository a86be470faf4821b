import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CloudWatchLogsClient,
  CreateLogGroupCommand,
  CreateLogStreamCommand,
  DeleteLogGroupCommand,
  DeleteLogStreamCommand,
  DeleteRetentionPolicyCommand,
  DescribeLogGroupsCommand,
  DescribeLogStreamsCommand,
  FilterLogEventsCommand,
  type FilterLogEventsCommandInput,
  GetLogEventsCommand,
  type GetLogEventsCommandInput,
  ListTagsForResourceCommand,
  PutLogEventsCommand,
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
let logs: CloudWatchLogsClient;
let close: () => Promise<void>;

beforeAll(async () => {
  stateFolder = mkdtempSync(join(tmpdir(), "ferry-logs-"));
  const server = await serve(stateFolder, logsService(new LogsApi({ stateFolder })));
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

async function group(logGroupName: string, ...streams: string[]): Promise<void> {
  await logs.send(new CreateLogGroupCommand({ logGroupName }));
  for (const logStreamName of streams) {
    await logs.send(new CreateLogStreamCommand({ logGroupName, logStreamName }));
  }
}

function put(logGroupName: string, logStreamName: string, logEvents: [timestamp: number, message: string][]) {
  return logs.send(
    new PutLogEventsCommand({
      logGroupName,
      logStreamName,
      logEvents: logEvents.map(([timestamp, message]) => ({ timestamp, message })),
    }),
  );
}

describe("log groups", () => {
  test("are made with tags, described by prefix and pattern, kept for a time, and deleted", async () => {
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
    const again = await logs.send(new DescribeLogGroupsCommand({ logGroupNamePattern: "LAMBDA/ord" }));
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

describe("log streams", () => {
  test("are described by name and by their last event", async () => {
    const now = Date.now();
    await group("/streams", "b", "a", "c");
    await put("/streams", "c", [[now - 1000, "old"]]);
    await put("/streams", "a", [[now, "new"]]);
    const describeStreams = async (input: object) =>
      (await logs.send(new DescribeLogStreamsCommand({ logGroupName: "/streams", ...input }))).logStreams ??
      [];
    expect((await describeStreams({})).map(({ logStreamName }) => logStreamName)).toEqual(["a", "b", "c"]);
    const [latest] = await describeStreams({ orderBy: "LastEventTime", descending: true, limit: 1 });
    expect(latest).toMatchObject({
      logStreamName: "a",
      firstEventTimestamp: now,
      lastEventTimestamp: now,
      arn: `${arn("/streams")}:log-stream:a`,
    });
    await logs.send(new DeleteLogStreamCommand({ logGroupName: "/streams", logStreamName: "a" }));
    expect((await describeStreams({ logStreamNamePrefix: "a" })).length).toBe(0);
    await expect(put("/streams", "a", [[now, "gone"]])).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: "The specified log stream does not exist.",
    });
  });
});

describe("PutLogEvents", () => {
  test("rejects events that are too old or too new, and keeps the others", async () => {
    await group("/times", "s");
    const now = Date.now();
    const day = 24 * 60 * 60 * 1000;
    const { rejectedLogEventsInfo } = await put("/times", "s", [
      [now - 15 * day, "too old"],
      [now, "kept"],
      [now + day, "too new"],
    ]);
    expect(rejectedLogEventsInfo).toMatchObject({ tooOldLogEventEndIndex: 1, tooNewLogEventStartIndex: 2 });
    const { events } = await logs.send(
      new GetLogEventsCommand({ logGroupName: "/times", logStreamName: "s" }),
    );
    expect(events?.map(({ message }) => message)).toEqual(["kept"]);
  });

  test("refuses a batch that is not in the order of time", async () => {
    const now = Date.now();
    await expect(
      put("/times", "s", [
        [now, "a"],
        [now - 1, "b"],
      ]),
    ).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("GetLogEvents", () => {
  test("goes forward and backward until a token comes back unchanged", async () => {
    const start = Date.now() - 1000;
    const messages = Array.from({ length: 25 }, (_, n) => `m${n}`);
    await group("/pages", "s");
    await put(
      "/pages",
      "s",
      messages.map((message, n) => [start + n, message]),
    );
    const get = (input: Partial<GetLogEventsCommandInput>) =>
      logs.send(new GetLogEventsCommand({ logGroupName: "/pages", logStreamName: "s", limit: 10, ...input }));

    const seen: (string | undefined)[] = [];
    let page = await get({ startFromHead: true });
    for (let token = ""; token !== page.nextForwardToken; page = await get({ nextToken: token })) {
      token = page.nextForwardToken ?? "";
      seen.push(...(page.events ?? []).map(({ message }) => message));
    }
    expect(seen).toEqual(messages);

    const last = await get({});
    expect(last.events?.map(({ message }) => message)).toEqual(messages.slice(-10));
    const before = await get({ nextToken: last.nextBackwardToken });
    expect(before.events?.map(({ message }) => message)).toEqual(messages.slice(5, 15));

    const ranged = await get({ startTime: start + 3, endTime: start + 5 });
    expect(ranged.events?.map(({ message }) => message)).toEqual(["m3", "m4"]);

    await put("/pages", "s", [[start + 100, "later"]]);
    const followed = await get({ nextToken: last.nextForwardToken });
    expect(followed.events?.map(({ message }) => message)).toEqual(["later"]);
    await expect(get({ nextToken: "nonsense" })).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});

describe("FilterLogEvents", () => {
  const start = Date.now() - 1000;
  const filter = async (input: Partial<FilterLogEventsCommandInput>) => {
    const output = await logs.send(new FilterLogEventsCommand({ logGroupName: "/filter", ...input }));
    return { ...output, messages: (output.events ?? []).map(({ message }) => message) };
  };

  beforeAll(async () => {
    await group("/filter", "one/a", "one/b", "two");
    await put("/filter", "one/a", [
      [start, "ERROR first"],
      [start + 2, "INFO third"],
    ]);
    await put("/filter", "one/b", [[start + 1, "ERROR second thing"]]);
    await put("/filter", "two", [[start + 3, "WARN fourth"]]);
  });

  test("merges streams by time, and each event has an id of its own", async () => {
    const { messages, events } = await filter({});
    expect(messages).toEqual(["ERROR first", "ERROR second thing", "INFO third", "WARN fourth"]);
    expect(new Set(events?.map(({ eventId }) => eventId)).size).toBe(4);
    expect(events?.[1]).toMatchObject({ logStreamName: "one/b", timestamp: start + 1 });
  });

  test("takes patterns, streams, prefixes and times", async () => {
    expect((await filter({ filterPattern: "ERROR" })).messages).toEqual([
      "ERROR first",
      "ERROR second thing",
    ]);
    expect((await filter({ filterPattern: '"second thing"' })).messages).toEqual(["ERROR second thing"]);
    expect((await filter({ logStreamNamePrefix: "one/", startTime: start + 1 })).messages).toEqual([
      "ERROR second thing",
      "INFO third",
    ]);
    expect((await filter({ logStreamNames: ["two"], endTime: start + 3 })).messages).toEqual([]);
    expect(
      (await filter({ logGroupName: undefined, logGroupIdentifier: arn("/filter") })).messages,
    ).toHaveLength(4);
  });

  test("follows its tokens", async () => {
    const first = await filter({ limit: 3 });
    const second = await filter({ limit: 3, nextToken: first.nextToken });
    expect([...first.messages, ...second.messages]).toHaveLength(4);
    expect(second.nextToken).toBeUndefined();
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
