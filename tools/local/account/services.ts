import { HttpApis } from "../apigateway/api";
import type { Api } from "../apigateway/model";
import { CloudFormationApi, type StackSummary } from "../cloudformation/api";
import { CloudFormationService } from "../cloudformation/service";
import { CloudWatchApi } from "../cloudwatch/api";
import { cloudWatchService } from "../cloudwatch/service";
import { DynamoDbApi } from "../dynamodb/api";
import { dynamoDbService } from "../dynamodb/service";
import { openEventSourceMappings } from "../event-source-mappings/api";
import { EventsApi } from "../eventbridge/api";
import { eventsService } from "../eventbridge/service";
import type { Faults } from "../faults/faults";
import { openLambda } from "../lambda/api";
import { lambdaService } from "../lambda/service";
import { LogsApi } from "../logs/api";
import { logsService } from "../logs/service";
import { AwsError } from "../protocol/error";
import type { AwsService } from "../protocol/service";
import { IamRecords } from "../resources/iam/records";
import { resourceProviders } from "../resources/registry";
import { objectOfUrl } from "../s3/object-url";
import { S3Service } from "../s3/service";
import { SchedulerApi } from "../scheduler/api";
import { SchedulerService } from "../scheduler/service";
import type { ServedRequest } from "../server/served-request";
import type { AccountKeys } from "../signature/account-keys";
import { SqsApi } from "../sqs/api";
import { sqsService } from "../sqs/service";
import { bestEffort } from "../state/best-effort";
import { StsService } from "../sts/service";
import { XRayApi } from "../xray/api";
import { XRayService } from "../xray/service";
import { deliveryTargets } from "./adapters/delivery-targets";
import { gatewayFunctions } from "./adapters/gateway-functions";
import { sendToQueue } from "./adapters/send-to-queue";
import { writeAccessLog } from "./adapters/write-access-log";
import { apiMetrics } from "./observers/api-metrics";
import { callSubsegment } from "./observers/call-subsegment";
import { invocationMetrics } from "./observers/invocation-metrics";
import { invocationSegments } from "./observers/invocation-segments";
import { queueMetrics } from "./observers/queue-metrics";

export interface ServicesOptions {
  readonly stateFolder: string;
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: string;
  readonly keys: AccountKeys;
  /** Path of `bootstrap.js`. */
  readonly bootstrap: string;
  /** First port for HTTP APIs; 0 for any. */
  readonly firstApiPort: number;
  readonly faults: Faults;
}

/** All services of an account, and what of them its status tells. */
export interface AccountServices {
  /** Those that answer the AWS wire protocols. */
  readonly wire: readonly AwsService[];
  stacks(): readonly StackSummary[];
  apis(): readonly Api[];
  /** Is told of each request to one of them, once it was answered. */
  served(request: ServedRequest): void;
  /** Fires a schedule now; see `SchedulerApi.fire`. */
  fire(schedule: string): object;
  /** Those that call others end before them. */
  close(): Promise<void>;
}

/** Milliseconds that a function's change takes; a version is ready at once. */
const USUAL_DELAY = { create: 50, update: 50, publish: 0 } as const;

/** Milliseconds before the first retry of an asynchronous event whose function failed, and twice that before the second: AWS waits 1 and 2 minutes. */
const USUAL_RETRY_DELAY = 1000;

/** Opens the services from the account's state, each with those that it calls. */
export async function openServices(options: ServicesOptions): Promise<AccountServices> {
  const { stateFolder, endpoint, keys, bootstrap, faults } = options;
  const s3 = new S3Service({ stateFolder, now: faults.now });
  const dynamodb = new DynamoDbApi({ stateFolder });
  const cloudWatch = new CloudWatchApi({ stateFolder });
  const logs = new LogsApi({ stateFolder, onWritten: (events) => cloudWatch.recordEmbedded(events) });
  const xray = new XRayApi({ stateFolder });
  const sqs = new SqsApi({ stateFolder, endpoint: () => endpoint, now: faults.now });
  cloudWatch.addGauge(() => queueMetrics(sqs, Date.now()));
  const lambda = openLambda({
    stateFolder,
    endpoint: () => endpoint,
    keys,
    logs,
    bootstrap,
    updateDelay: (kind) => faults.transition(kind) ?? USUAL_DELAY[kind],
    sendToQueue: sendToQueue(sqs),
    observe: (record) => {
      bestEffort("measuring an invocation", () => cloudWatch.record(invocationMetrics(record)));
      bestEffort("tracing an invocation", () => xray.record(invocationSegments(record)));
    },
    fetchObject: ({ bucket, key, version }) => s3.readObject(bucket, key, version),
    asyncRetryDelay: (retry) => faults.transition("retry") ?? USUAL_RETRY_DELAY * retry,
  });
  const targets = deliveryTargets(lambda, sqs);
  const events = new EventsApi({
    stateFolder,
    targets,
    now: faults.now,
    duplicates: (subject) => faults.duplicates(subject),
  });
  const scheduler = new SchedulerApi({ stateFolder, targets });
  faults.attach(lambda);
  const accessLog = writeAccessLog(logs);
  const httpApis = await HttpApis.open({
    stateFolder,
    functions: gatewayFunctions(lambda),
    observe: (request) => bestEffort("measuring a request", () => cloudWatch.record(apiMetrics(request))),
    writeAccessLog: (...line) => bestEffort("writing an access log", () => accessLog(...line)),
    firstPort: options.firstApiPort,
  });
  const mappings = openEventSourceMappings({ stateFolder, lambda, sqs, now: faults.now });
  const iam = new IamRecords(stateFolder);
  const cloudFormation = new CloudFormationApi({
    stateFolder,
    providers: resourceProviders({
      cloudWatch,
      lambda,
      logs,
      httpApis,
      dynamodb,
      sqs,
      mappings,
      events,
      scheduler,
      iam,
    }),
    readTemplate: (url) => readTemplate(s3, url, endpoint),
    keepsStatus: faults.keepsStatus,
  });
  return {
    wire: [
      new CloudFormationService(cloudFormation),
      cloudWatchService(cloudWatch),
      dynamoDbService(dynamodb),
      eventsService(events),
      lambdaService([...lambda.routes, ...mappings.routes]),
      logsService(logs),
      s3,
      new SchedulerService(scheduler),
      sqsService(sqs),
      new StsService(),
      new XRayService(xray),
    ],
    served: (request) => {
      const subsegment = callSubsegment(request);
      if (subsegment !== undefined) bestEffort("tracing a call", () => xray.record([subsegment]));
    },
    stacks: () => cloudFormation.describeStacks(),
    apis: () => httpApis.getApis(),
    fire: (schedule) => scheduler.fire(schedule),
    close: async () => {
      // Its operations call all the others, and leave a journal to go on from.
      await cloudFormation.close();
      await httpApis.close();
      await scheduler.close();
      await events.close();
      // What is under way ends with the functions.
      await Promise.all([mappings.close(), lambda.close()]);
      await Promise.all([dynamodb.close(), s3.close(), sqs.close()]);
      // All the others are logged, measured and traced.
      logs.close();
      cloudWatch.close();
      xray.close();
    },
  };
}

async function readTemplate(s3: S3Service, url: string, endpoint: string): Promise<string> {
  const object = objectOfUrl(url, endpoint);
  if (object === undefined) {
    throw new AwsError(
      "ValidationError",
      400,
      `TemplateURL must reference a valid S3 object to which you have access: ${url}`,
    );
  }
  return (await s3.readObject(object.bucket, object.key, object.version)).toString("utf8");
}
