import { HttpApis } from "../apigateway/api";
import type { Api } from "../apigateway/model";
import { CloudFormationApi, type StackSummary } from "../cloudformation/api";
import { CloudFormationService } from "../cloudformation/service";
import { CloudWatchApi } from "../cloudwatch/api";
import { cloudWatchService } from "../cloudwatch/service";
import { DynamoDbApi } from "../dynamodb/api";
import { dynamoDbService } from "../dynamodb/service";
import { openEventSourceMappings } from "../event-source-mappings/api";
import { EventBridgeApi } from "../eventbridge/api";
import { eventBridgeService } from "../eventbridge/service";
import type { Faults } from "../faults/faults";
import { IamService } from "../iam/service";
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
import { serviceQuotasService } from "../servicequotas/service";
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
  /** Called for each answered request to one of them. */
  served(request: ServedRequest): void;
  /** Fires a schedule now; see `SchedulerApi.fire`. */
  fire(schedule: string): object;
  close(): Promise<void>;
}

interface Closable {
  close(): unknown;
}

/** Milliseconds that a function's change takes; a version is ready at once. */
const USUAL_DELAY = { create: 50, update: 50, publish: 0 } as const;

/** Milliseconds before the first retry of an asynchronous event whose function failed, and twice that before the second: AWS waits 1 and 2 minutes. */
const USUAL_RETRY_DELAY = 1000;

/** Opens the services from the account's state. Where one cannot be opened, those that were are closed again. */
export async function openServices(options: ServicesOptions): Promise<AccountServices> {
  const closing: (() => unknown)[] = [];
  const close = async (): Promise<void> => {
    for (const end of closing) await end();
  };
  try {
    return { ...(await open(options, closing)), close };
  } catch (error) {
    await close();
    throw error;
  }
}

/**
 * Opens each service after those that it calls, and it is closed before them.
 * @param closing gets what closes what was opened, in the order of closing
 */
async function open(
  { stateFolder, endpoint, keys, bootstrap, faults, firstApiPort }: ServicesOptions,
  closing: (() => unknown)[],
): Promise<Omit<AccountServices, "close">> {
  const wire: AwsService[] = [];
  const add = <Api extends Closable>(api: Api, service?: (api: Api) => AwsService): Api => {
    if (service !== undefined) wire.push(service(api));
    closing.unshift(() => api.close());
    return api;
  };

  wire.push(new StsService(), serviceQuotasService());
  const xray = add(new XRayApi({ stateFolder }), (api) => new XRayService(api));
  const cloudWatch = add(new CloudWatchApi({ stateFolder }), cloudWatchService);
  const onWritten = cloudWatch.recordEmbedded.bind(cloudWatch);
  const logs = add(new LogsApi({ stateFolder, onWritten }), logsService);
  const s3 = add(new S3Service({ stateFolder, now: faults.now }), (api) => api);
  const dynamodb = add(new DynamoDbApi({ stateFolder }), dynamoDbService);
  const sqs = add(new SqsApi({ stateFolder, endpoint: () => endpoint, now: faults.now }), sqsService);
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
  faults.attach(lambda);
  let mappings: ReturnType<typeof openEventSourceMappings> | undefined;
  // Batches that are under way end with the functions.
  add({ close: () => Promise.all([mappings?.close(), lambda.close()]) });

  const targets = deliveryTargets(lambda, sqs);
  const { now } = faults;
  const duplicates = faults.duplicates.bind(faults);
  const eventBridge = add(new EventBridgeApi({ stateFolder, targets, now, duplicates }), eventBridgeService);
  const scheduler = add(new SchedulerApi({ stateFolder, targets }), (api) => new SchedulerService(api));
  const accessLog = writeAccessLog(logs);
  const httpApis = add(
    await HttpApis.open({
      stateFolder,
      functions: gatewayFunctions(lambda),
      observe: (request) => bestEffort("measuring a request", () => cloudWatch.record(apiMetrics(request))),
      writeAccessLog: (...line) => bestEffort("writing an access log", () => accessLog(...line)),
      firstPort: firstApiPort,
    }),
  );
  // Polls from now on, and what it hands to functions may call the HTTP APIs.
  mappings = openEventSourceMappings({ stateFolder, lambda, sqs, now });
  wire.push(lambdaService([...lambda.routes, ...mappings.routes]));
  const iam = new IamRecords(stateFolder);
  wire.push(new IamService(() => iam.count));
  // Its operations call all the others, and leave a journal to go on from.
  const cloudFormation = add(
    new CloudFormationApi({
      stateFolder,
      providers: resourceProviders({
        cloudWatch,
        lambda,
        logs,
        httpApis,
        dynamodb,
        sqs,
        mappings,
        eventBridge,
        scheduler,
        iam,
      }),
      readTemplate: (url) => readTemplate(s3, url, endpoint),
      keepsStatus: faults.keepsStatus,
    }),
    (api) => new CloudFormationService(api),
  );
  return {
    wire,
    served: (request) => {
      const subsegment = callSubsegment(request);
      if (subsegment !== undefined) bestEffort("tracing a call", () => xray.record([subsegment]));
    },
    stacks: () => cloudFormation.describeStacks(),
    apis: () => httpApis.getApis(),
    fire: (schedule) => scheduler.fire(schedule),
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
