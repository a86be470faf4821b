import { randomUUID } from "node:crypto";
import type {
  EventSourceMappingConfiguration,
  ListEventSourceMappingsResponse,
} from "@aws-sdk/client-lambda";
import { z } from "zod";
import { conflict, invalidParameter } from "../lambda/errors";
import { page, tags } from "../lambda/members";
import { operation } from "../lambda/operation";
import { paged } from "../lambda/paging";
import type { Mappings } from "./mappings";
import type { MappingRecord } from "./model";

const MAPPINGS = "/2015-03-31/event-source-mappings";
const MAPPING = `${MAPPINGS}/{UUID}`;

const UUID = z.string();

// Bounds: https://docs.aws.amazon.com/lambda/latest/api/API_CreateEventSourceMapping.html
const settings = {
  BatchSize: z.int().min(1).max(10_000).optional(),
  Enabled: z.boolean().optional(),
  FunctionResponseTypes: z
    .array(z.enum(["ReportBatchItemFailures"]))
    .max(1)
    .optional(),
  MaximumBatchingWindowInSeconds: z.int().min(0).max(300).optional(),
  ScalingConfig: z.strictObject({ MaximumConcurrency: z.int().min(2).max(1000).optional() }).optional(),
};

type Settings = z.output<z.ZodObject<typeof settings>>;

/** Other members, such as filters and those of streams, are refused by name. */
export const MAPPING_OPERATIONS = {
  CreateEventSourceMapping: operation(
    `POST ${MAPPINGS}`,
    202,
    z.strictObject({
      ...settings,
      EventSourceArn: z.string(),
      FunctionName: z.string(),
      Tags: tags.optional(),
    }),
    async (
      mappings: Mappings,
      { EventSourceArn, FunctionName, Tags = {}, ...settings },
    ): Promise<EventSourceMappingConfiguration> => {
      refuseOtherSources(EventSourceArn);
      const functionArn = await mappings.functionArn(FunctionName);
      const same = mappings
        .all()
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
        modified: mappings.now(),
      };
      return { ...(await mappings.put({ ...record, ...changesOf(settings) })), State: "Creating" };
    },
  ),

  ListEventSourceMappings: operation(
    `GET ${MAPPINGS}`,
    200,
    z.strictObject({
      ...page,
      EventSourceArn: z.string().optional(),
      FunctionName: z.string().optional(),
    }),
    async (mappings: Mappings, request): Promise<ListEventSourceMappingsResponse> => {
      const { EventSourceArn, FunctionName } = request;
      const functionArn = FunctionName === undefined ? undefined : await mappings.functionArn(FunctionName);
      const matching = mappings
        .all()
        .filter((record) => EventSourceArn === undefined || record.eventSourceArn === EventSourceArn)
        .filter((record) => functionArn === undefined || record.functionArn === functionArn);
      const { items, next } = paged(matching, ({ uuid }) => uuid, request);
      return { EventSourceMappings: items.map((record) => mappings.describe(record)), ...next };
    },
  ),

  GetEventSourceMapping: operation(
    `GET ${MAPPING}`,
    200,
    z.strictObject({ UUID }),
    (mappings: Mappings, { UUID }): EventSourceMappingConfiguration => mappings.describe(mappings.find(UUID)),
  ),

  UpdateEventSourceMapping: operation(
    `PUT ${MAPPING}`,
    202,
    z.strictObject({ ...settings, UUID, FunctionName: z.string().optional() }),
    async (
      mappings: Mappings,
      { UUID, FunctionName, ...settings },
    ): Promise<EventSourceMappingConfiguration> => {
      const record = mappings.find(UUID);
      const functionArn =
        FunctionName === undefined ? record.functionArn : await mappings.functionArn(FunctionName);
      const { maximumConcurrency, ...rest } = record;
      const kept = settings.ScalingConfig === undefined && maximumConcurrency !== undefined;
      const changed = {
        ...rest,
        ...(kept ? { maximumConcurrency } : {}),
        ...changesOf(settings),
        functionArn,
        modified: mappings.now(),
      };
      return { ...(await mappings.put(changed)), State: "Updating" };
    },
  ),

  DeleteEventSourceMapping: operation(
    `DELETE ${MAPPING}`,
    202,
    z.strictObject({ UUID }),
    (mappings: Mappings, { UUID }): EventSourceMappingConfiguration => ({
      ...mappings.delete(UUID),
      State: "Deleting",
    }),
  ),
};

function changesOf(settings: Settings): Partial<MappingRecord> {
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
