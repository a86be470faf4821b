import { DeleteStackCommand } from "@aws-sdk/client-cloudformation";
import { afterAll, beforeAll, expect, jest, test } from "@jest/globals";
import { TestAccount } from "../../cloudformation/account.fixture";

jest.setTimeout(60_000);

let account: TestAccount;

beforeAll(async () => {
  account = await TestAccount.start();
});

afterAll(() => account.remove());

const ref = (Ref: string) => ({ Ref });
const att = (...GetAtt: string[]) => ({ "Fn::GetAtt": GetAtt });

/** A queue with dead letters, and a mapping to a function's alias: what the constructs of this repository emit. */
function template(queue: object, mapping: object, more: object = {}): object {
  return {
    Resources: {
      Dead: {
        Type: "AWS::SQS::Queue",
        Properties: {
          QueueName: "captures-dead-letters",
          MessageRetentionPeriod: 1_209_600,
          RedriveAllowPolicy: {
            redrivePermission: "byQueue",
            sourceQueueArns: [{ "Fn::Sub": `arn:aws:sqs:\${AWS::Region}:\${AWS::AccountId}:captures` }],
          },
        },
      },
      Queue: {
        Type: "AWS::SQS::Queue",
        Properties: {
          QueueName: "captures",
          SqsManagedSseEnabled: true,
          RedrivePolicy: { deadLetterTargetArn: att("Dead", "Arn"), maxReceiveCount: 3 },
          ...queue,
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: "capture",
          Runtime: "nodejs24.x",
          Handler: "index.handler",
          Role: "arn:aws:iam::000000000000:role/test",
          Code: { ZipFile: "exports.handler = async () => {};" },
        },
      },
      Version: { Type: "AWS::Lambda::Version", Properties: { FunctionName: ref("Function") } },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live",
          FunctionName: ref("Function"),
          FunctionVersion: att("Version", "Version"),
        },
      },
      Mapping: {
        Type: "AWS::Lambda::EventSourceMapping",
        Properties: {
          EventSourceArn: att("Queue", "Arn"),
          FunctionName: ref("Live"),
          FunctionResponseTypes: ["ReportBatchItemFailures"],
          ...mapping,
        },
      },
      ...more,
    },
    Outputs: { Url: { Value: ref("Queue") }, Name: { Value: att("Queue", "QueueName") } },
  };
}

const Policy = {
  Type: "AWS::SQS::QueuePolicy",
  Properties: {
    Queues: [ref("Queue")],
    PolicyDocument: {
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { Service: "events.amazonaws.com" },
          Action: "sqs:SendMessage",
          Resource: att("Queue", "Arn"),
        },
      ],
    },
  },
};

async function attributes(QueueUrl: string): Promise<Record<string, string>> {
  const { Attributes } = await account.services.sqs.getQueueAttributes({ QueueUrl, AttributeNames: ["All"] });
  return Attributes ?? {};
}

async function mapping() {
  const { EventSourceMappings = [] } = await account.services.mappings.listEventSourceMappings({});
  expect(EventSourceMappings).toHaveLength(1);
  return EventSourceMappings[0];
}

test("a stack makes, changes and deletes queues, their policy and a mapping", async () => {
  const { sqs, mappings } = account.services;
  const made = await account.create(
    "payments",
    template(
      { VisibilityTimeout: 60, DelaySeconds: 5 },
      { ScalingConfig: { MaximumConcurrency: 2 } },
      { Policy },
    ),
  );
  expect(made.StackStatus).toBe("CREATE_COMPLETE");
  const url = made.Outputs?.find(({ OutputKey }) => OutputKey === "Url")?.OutputValue ?? "";
  expect(url).toBe(`${account.endpoint}/000000000000/captures`);
  const dead = "arn:aws:sqs:us-east-1:000000000000:captures-dead-letters";
  expect(await attributes(url)).toMatchObject({
    VisibilityTimeout: "60",
    DelaySeconds: "5",
    RedrivePolicy: JSON.stringify({ deadLetterTargetArn: dead, maxReceiveCount: 3 }),
    Policy: expect.stringContaining("events.amazonaws.com"),
  });
  expect(await mapping()).toMatchObject({
    FunctionArn: "arn:aws:lambda:us-east-1:000000000000:function:capture:live",
    BatchSize: 10,
    FunctionResponseTypes: ["ReportBatchItemFailures"],
    ScalingConfig: { MaximumConcurrency: 2 },
  });

  const changed = await account.update("payments", template({ VisibilityTimeout: 90 }, { BatchSize: 5 }));
  expect(changed.StackStatus).toBe("UPDATE_COMPLETE");
  const after = await attributes(url);
  expect(after).toMatchObject({ VisibilityTimeout: "90", DelaySeconds: "0" });
  expect(after.Policy).toBeUndefined();
  const { BatchSize, ScalingConfig } = (await mapping()) ?? {};
  expect({ BatchSize, ScalingConfig }).toEqual({ BatchSize: 5 });

  await account.client.send(new DeleteStackCommand({ StackName: "payments" }));
  await account.settled(made.StackId ?? "");
  expect(sqs.queueArns()).toEqual([]);
  expect((await mappings.listEventSourceMappings({})).EventSourceMappings).toEqual([]);
});

test("a queue that is not of the stack is in the way", async () => {
  await account.services.sqs.createQueue({ QueueName: "captures" });
  const { StackStatus } = await account.create("late", template({}, {}));
  expect(StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(await account.events("late", /^Queue CREATE_FAILED/)).toHaveLength(1);
  expect(account.services.sqs.queueArns()).toEqual(["arn:aws:sqs:us-east-1:000000000000:captures"]);
  await account.services.sqs.deleteQueue({ QueueUrl: "captures" });
});

test("a mapping whose function may run longer than messages are invisible fails the stack, as it would at AWS", async () => {
  const { StackStatus } = await account.create("short", template({ VisibilityTimeout: 2 }, {}));
  expect(StackStatus).toBe("ROLLBACK_COMPLETE");
  expect(account.services.sqs.queueArns()).toEqual([]);
});

test("FIFO queues and filters are refused by name", async () => {
  const fifo = await account.create("fifo", template({ FifoQueue: true, QueueName: "captures.fifo" }, {}));
  expect(fifo.StackStatus).toBe("ROLLBACK_COMPLETE");
  const filters = template({}, { FilterCriteria: { Filters: [] } });
  await expect(account.create("filters", filters)).rejects.toThrow("FilterCriteria");
});
