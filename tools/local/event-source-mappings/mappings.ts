import { join } from "node:path";
import type { EventSourceMappingConfiguration } from "@aws-sdk/client-lambda";
import type { LambdaApi } from "../lambda/api";
import { invalidParameter, notFound } from "../lambda/errors";
import { AwsError } from "../protocol/error";
import type { SqsApi } from "../sqs/api";
import { Collection } from "../state/store";
import type { MappingRecord } from "./model";
import { Poller, type PollerOptions } from "./poller";

export interface MappingsOptions {
  /** The account's state folder; the mappings are kept in `mappings` in it. */
  readonly stateFolder: string;
  readonly lambda: LambdaApi;
  readonly sqs: SqsApi;
  /** Milliseconds since the epoch. Default: the system's clock. */
  readonly now?: () => number;
}

/** The mappings that there are, and a poller for each that is enabled. */
export class Mappings {
  readonly #options: MappingsOptions;
  readonly now: () => number;
  readonly #records: Collection<MappingRecord>;
  readonly #pollers = new Map<string, Poller>();
  readonly #ending = new Set<Promise<void>>();
  readonly #results = new Map<string, string>();

  /** Enabled mappings poll from then on. */
  constructor(options: MappingsOptions) {
    this.#options = options;
    this.now = options.now ?? Date.now;
    this.#records = new Collection(join(options.stateFolder, "mappings"));
    for (const record of this.#records.values()) this.#poll(record);
  }

  all(): MappingRecord[] {
    return this.#records.values();
  }

  /** @throws AwsError (ResourceNotFoundException) */
  find(uuid: string): MappingRecord {
    const record = this.#records.get(uuid);
    if (record === undefined) throw notFound("The resource you requested does not exist.");
    return record;
  }

  /** Replaces what the mapping was before, and polls again. @throws AwsError (InvalidParameterValueException, ResourceNotFoundException) */
  async put(record: MappingRecord): Promise<EventSourceMappingConfiguration> {
    await this.#check(record);
    this.#records.put(record.uuid, record);
    this.#end(record.uuid);
    this.#poll(record);
    return this.describe(record);
  }

  /** Events that are under way end as they would have, and what succeeds is deleted. @throws AwsError (ResourceNotFoundException) */
  delete(uuid: string): EventSourceMappingConfiguration {
    const record = this.find(uuid);
    this.#end(uuid);
    this.#records.delete(uuid);
    const described = this.describe(record);
    this.#results.delete(uuid);
    return described;
  }

  /** @throws AwsError (ResourceNotFoundException) */
  setTags(uuid: string, tags: Readonly<Record<string, string>>): void {
    this.#records.put(uuid, { ...this.find(uuid), tags });
  }

  /** The function's ARN, with the qualifier that the caller has given. @throws AwsError (ResourceNotFoundException) */
  async functionArn(FunctionName: string): Promise<string> {
    const { FunctionArn = "" } = await this.#options.lambda.getFunctionConfiguration({ FunctionName });
    return FunctionArn;
  }

  describe(record: MappingRecord): EventSourceMappingConfiguration {
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
      // Seconds since the epoch on the wire, which the SDK makes a date of.
      LastModified: (record.modified / 1000) as unknown as Date,
      LastProcessingResult: this.#results.get(uuid) ?? "No records processed",
      State: record.enabled ? "Enabled" : "Disabled",
      StateTransitionReason: "USER_INITIATED",
    };
  }

  /** Receives no more messages. Resolves when the events under way have ended, for which Lambda has to be closed too. */
  async close(): Promise<void> {
    for (const uuid of [...this.#pollers.keys()]) this.#end(uuid);
    await Promise.all(this.#ending);
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
    this.#pollers.set(record.uuid, new Poller(record, { lambda, sqs, now: this.now, report }));
  }

  #end(uuid: string): void {
    const ending = this.#pollers.get(uuid)?.stop();
    if (ending === undefined) return;
    this.#pollers.delete(uuid);
    const ended = ending.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
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
