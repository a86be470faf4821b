import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type * as Sdk from "@aws-sdk/client-lambda";
import type { LambdaApi } from "../lambda/api";
import { conflict, invalidParameter, notFound } from "../lambda/errors";
import { paged } from "../lambda/paging";
import { AwsError } from "../protocol/error";
import type { SqsApi } from "../sqs/api";
import { Collection } from "../state/store";
import type { MappingRecord } from "./model";
import { Poller, type PollerOptions } from "./poller";
import { type MappingRequest, readRequest } from "./requests";

export interface EventSourceMappingsOptions {
  /** The account's state folder; the mappings are kept in `mappings` in it. */
  readonly stateFolder: string;
  readonly lambda: LambdaApi;
  readonly sqs: SqsApi;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
}

type Settings = MappingRequest<"UpdateEventSourceMapping">;

/**
 * Lambda's event source mappings, from SQS queues to functions: the API, and a poller for each that is enabled. Inputs and outputs are those
 * of the AWS SDK; errors are `AwsError`s. Streams, filters and what else is not supported are refused by name.
 */
export class EventSourceMappings {
  readonly #options: EventSourceMappingsOptions;
  readonly #now: () => number;
  readonly #records: Collection<MappingRecord>;
  readonly #pollers = new Map<string, Poller>();
  readonly #ending = new Set<Promise<void>>();
  readonly #results = new Map<string, string>();

  /** Enabled mappings poll from then on. */
  constructor(options: EventSourceMappingsOptions) {
    this.#options = options;
    this.#now = options.now ?? Date.now;
    this.#records = new Collection(join(options.stateFolder, "mappings"));
    for (const record of this.#records.values()) this.#poll(record);
  }

  async create(input: Sdk.CreateEventSourceMappingRequest): Promise<Sdk.EventSourceMappingConfiguration> {
    const {
      EventSourceArn,
      FunctionName,
      Tags = {},
      ...settings
    } = readRequest("CreateEventSourceMapping", input);
    refuseOtherSources(EventSourceArn);
    const functionArn = await this.#functionArn(FunctionName);
    const same = this.#records
      .values()
      .find((record) => record.eventSourceArn === EventSourceArn && record.functionArn === functionArn);
    if (same !== undefined) {
      throw conflict(
        `An event source mapping with SQS arn (" ${EventSourceArn} ") and function (" ${functionArn} ") already exists. Please update or delete the existing mapping with UUID ${same.uuid}`,
      );
    }
    const record: MappingRecord = {
      uuid: randomUUID(),
      eventSourceArn: EventSourceArn,
      functionArn,
      batchSize: 10,
      window: 0,
      enabled: true,
      partialFailures: false,
      tags: Tags,
      modified: this.#now(),
    };
    return { ...(await this.#put({ ...record, ...changesOf(settings) })), State: "Creating" };
  }

  async get(input: Sdk.GetEventSourceMappingRequest): Promise<Sdk.EventSourceMappingConfiguration> {
    return this.#describe(this.#find(readRequest("GetEventSourceMapping", input).UUID));
  }

  async list(input: Sdk.ListEventSourceMappingsRequest = {}): Promise<Sdk.ListEventSourceMappingsResponse> {
    const request = readRequest("ListEventSourceMappings", input);
    const { EventSourceArn, FunctionName } = request;
    const functionArn = FunctionName === undefined ? undefined : await this.#functionArn(FunctionName);
    const matching = this.#records
      .values()
      .filter((record) => EventSourceArn === undefined || record.eventSourceArn === EventSourceArn)
      .filter((record) => functionArn === undefined || record.functionArn === functionArn);
    const { items, next } = paged(matching, ({ uuid }) => uuid, request);
    return { EventSourceMappings: items.map((record) => this.#describe(record)), ...next };
  }

  async update(input: Sdk.UpdateEventSourceMappingRequest): Promise<Sdk.EventSourceMappingConfiguration> {
    const { UUID, FunctionName, ...settings } = readRequest("UpdateEventSourceMapping", input);
    const record = this.#find(UUID);
    const functionArn =
      FunctionName === undefined ? record.functionArn : await this.#functionArn(FunctionName);
    const { maximumConcurrency, ...rest } = record;
    const kept = settings.ScalingConfig === undefined && maximumConcurrency !== undefined;
    const changed = {
      ...rest,
      ...(kept ? { maximumConcurrency } : {}),
      ...changesOf(settings),
      functionArn,
      modified: this.#now(),
    };
    return { ...(await this.#put(changed)), State: "Updating" };
  }

  /** Events that are under way end as they would have, and what succeeds is deleted. */
  async delete(input: Sdk.DeleteEventSourceMappingRequest): Promise<Sdk.EventSourceMappingConfiguration> {
    const record = this.#find(readRequest("DeleteEventSourceMapping", input).UUID);
    this.#end(record.uuid);
    this.#records.delete(record.uuid);
    const described = this.#describe(record);
    this.#results.delete(record.uuid);
    return { ...described, State: "Deleting" };
  }

  /** @throws AwsError (ResourceNotFoundException) */
  tags(uuid: string): Readonly<Record<string, string>> {
    return this.#find(uuid).tags;
  }

  /** @throws AwsError (ResourceNotFoundException) */
  setTags(uuid: string, tags: Readonly<Record<string, string>>): void {
    this.#records.put(uuid, { ...this.#find(uuid), tags });
  }

  /** Receives no more messages. Resolves when the events under way have ended, for which Lambda has to be closed too. */
  async close(): Promise<void> {
    for (const uuid of [...this.#pollers.keys()]) this.#end(uuid);
    await Promise.all(this.#ending);
  }

  async #put(record: MappingRecord): Promise<Sdk.EventSourceMappingConfiguration> {
    await this.#check(record);
    this.#records.put(record.uuid, record);
    this.#end(record.uuid);
    this.#poll(record);
    return this.#describe(record);
  }

  /** @throws AwsError (InvalidParameterValueException, ResourceNotFoundException) */
  async #check({ eventSourceArn, functionArn, batchSize, window }: MappingRecord): Promise<void> {
    if (batchSize > 10 && window === 0) {
      throw invalidParameter(
        "Maximum batch window in seconds must be greater than 0 if maximum batch size is greater than 10",
      );
    }
    const { lambda, sqs } = this.#options;
    const { Timeout = 3 } = await lambda.getFunctionConfiguration({ FunctionName: functionArn });
    const timeout = await visibilityTimeout(sqs, eventSourceArn);
    if (timeout < Timeout) {
      throw invalidParameter(
        `Queue visibility timeout: ${timeout} seconds is less than Function timeout: ${Timeout} seconds`,
      );
    }
  }

  #poll(record: MappingRecord): void {
    if (!record.enabled) return;
    const { lambda, sqs } = this.#options;
    const report: PollerOptions["report"] = (result) => this.#results.set(record.uuid, result);
    this.#pollers.set(record.uuid, new Poller(record, { lambda, sqs, now: this.#now, report }));
  }

  #end(uuid: string): void {
    const ending = this.#pollers.get(uuid)?.stop();
    if (ending === undefined) return;
    this.#pollers.delete(uuid);
    const ended = ending.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  #find(uuid: string): MappingRecord {
    const record = this.#records.get(uuid);
    if (record === undefined) throw notFound("The resource you requested does not exist.");
    return record;
  }

  /** The function's ARN, with the qualifier that the caller has given. @throws AwsError (ResourceNotFoundException) */
  async #functionArn(FunctionName: string): Promise<string> {
    const { FunctionArn = "" } = await this.#options.lambda.getFunctionConfiguration({ FunctionName });
    return FunctionArn;
  }

  #describe(record: MappingRecord): Sdk.EventSourceMappingConfiguration {
    const { uuid, eventSourceArn, functionArn, maximumConcurrency } = record;
    return {
      UUID: uuid,
      EventSourceMappingArn: `${functionArn.split(":").slice(0, 5).join(":")}:event-source-mapping:${uuid}`,
      EventSourceArn: eventSourceArn,
      FunctionArn: functionArn,
      BatchSize: record.batchSize,
      MaximumBatchingWindowInSeconds: record.window,
      FunctionResponseTypes: record.partialFailures ? ["ReportBatchItemFailures"] : [],
      ...(maximumConcurrency === undefined
        ? {}
        : { ScalingConfig: { MaximumConcurrency: maximumConcurrency } }),
      LastModified: new Date(record.modified),
      LastProcessingResult: this.#results.get(uuid) ?? "No records processed",
      State: record.enabled ? "Enabled" : "Disabled",
      StateTransitionReason: "USER_INITIATED",
    };
  }
}

function changesOf(settings: Omit<Settings, "UUID" | "FunctionName">): Partial<MappingRecord> {
  const { BatchSize, Enabled, FunctionResponseTypes, MaximumBatchingWindowInSeconds, ScalingConfig } =
    settings;
  const maximumConcurrency = ScalingConfig?.MaximumConcurrency;
  return {
    ...(BatchSize === undefined ? {} : { batchSize: BatchSize }),
    ...(Enabled === undefined ? {} : { enabled: Enabled }),
    ...(FunctionResponseTypes === undefined ? {} : { partialFailures: FunctionResponseTypes.length > 0 }),
    ...(MaximumBatchingWindowInSeconds === undefined ? {} : { window: MaximumBatchingWindowInSeconds }),
    ...(maximumConcurrency === undefined ? {} : { maximumConcurrency }),
  };
}

function refuseOtherSources(arn: string): void {
  const service = /^arn:aws[a-z-]*:([a-z0-9-]+):/.exec(arn)?.[1];
  if (service === "sqs") return;
  throw invalidParameter(
    `the local account does not support event source mappings of ${service ?? arn}: only those of SQS queues`,
  );
}

/** Seconds. @throws AwsError as Lambda words it, where the queue does not exist */
async function visibilityTimeout(sqs: SqsApi, queueArn: string): Promise<number> {
  try {
    return await sqs.visibilityTimeout(queueArn);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      `Error occurred while ReceiveMessage. SQS Error Code: ${error.code}. SQS Error Message: ${error.message}`,
    );
  }
}
