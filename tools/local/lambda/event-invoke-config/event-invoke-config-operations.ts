import type {
  FunctionEventInvokeConfig,
  ListFunctionEventInvokeConfigsResponse,
} from "@aws-sdk/client-lambda";
import { z } from "zod";
import type { LambdaContext } from "../context";
import { invalidParameter, notFound } from "../errors";
import { name, page, QUEUE_ARN, qualified } from "../members";
import type { FunctionRecord } from "../model";
import { operation } from "../operation";
import { paged } from "../paging";
import type { EventInvokeConfig } from "./event-invoke-config";

const CONFIG = "/2019-09-25/functions/{FunctionName}/event-invoke-config";

const destination = z.strictObject({
  Destination: z
    .string()
    .refine((arn) => QUEUE_ARN.test(arn), "the local account supports standard SQS queues only")
    .optional(),
});

const settings = z.strictObject({
  ...qualified,
  MaximumRetryAttempts: z.int().min(0).max(2).optional(),
  MaximumEventAgeInSeconds: z.int().min(60).max(21_600).optional(),
  DestinationConfig: z
    .strictObject({ OnSuccess: destination.optional(), OnFailure: destination.optional() })
    .optional(),
});

type Named = { readonly FunctionName: string; readonly Qualifier?: string | undefined };

export const EVENT_INVOKE_CONFIG_OPERATIONS = {
  /** Replaces what was set before. Throws `InvalidParameterValueException` where nothing is set, `ResourceNotFoundException` without the function, the version or the alias. */
  PutFunctionEventInvokeConfig: operation(
    `PUT ${CONFIG}`,
    200,
    settings,
    (context: LambdaContext, request): FunctionEventInvokeConfig => {
      const { MaximumRetryAttempts, MaximumEventAgeInSeconds, DestinationConfig } = request;
      if ((MaximumRetryAttempts ?? MaximumEventAgeInSeconds ?? DestinationConfig) === undefined) {
        throw invalidParameter("You must specify at least one error handling or destination setting.");
      }
      return put(context, request, {});
    },
  ),

  /** Leaves what the request does not name. Throws `ResourceNotFoundException`, also where nothing was set before. */
  UpdateFunctionEventInvokeConfig: operation(
    `POST ${CONFIG}`,
    200,
    settings,
    (context: LambdaContext, request): FunctionEventInvokeConfig => {
      return put(context, request, find(context, request).config);
    },
  ),

  GetFunctionEventInvokeConfig: operation(
    `GET ${CONFIG}`,
    200,
    z.strictObject(qualified),
    (context: LambdaContext, request): FunctionEventInvokeConfig => {
      const { record, qualifier, config } = find(context, request);
      return describe(context, record.name, qualifier, config);
    },
  ),

  DeleteFunctionEventInvokeConfig: operation(
    `DELETE ${CONFIG}`,
    204,
    z.strictObject(qualified),
    (context: LambdaContext, request) => {
      const { record, qualifier } = find(context, request);
      const { [qualifier]: _dropped, ...eventInvokeConfigs } = record.eventInvokeConfigs ?? {};
      context.functions.put({ ...record, eventInvokeConfigs });
    },
  ),

  ListFunctionEventInvokeConfigs: operation(
    `GET ${CONFIG}/list`,
    200,
    z.strictObject({ ...name, ...page }),
    (context: LambdaContext, request): ListFunctionEventInvokeConfigsResponse => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      const all = Object.entries(record.eventInvokeConfigs ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
      const { items, next } = paged(all, ([qualifier]) => qualifier, request);
      return {
        FunctionEventInvokeConfigs: items.map(([qualifier, config]) =>
          describe(context, record.name, qualifier, config),
        ),
        ...next,
      };
    },
  ),
};

function put(
  context: LambdaContext,
  request: z.output<typeof settings>,
  before: Partial<EventInvokeConfig>,
): FunctionEventInvokeConfig {
  const { record, qualifier } = locate(context, request);
  const { OnSuccess, OnFailure } = request.DestinationConfig ?? {};
  const config: EventInvokeConfig = {
    lastModified: context.now(),
    maximumRetryAttempts: request.MaximumRetryAttempts ?? before.maximumRetryAttempts,
    maximumEventAge: request.MaximumEventAgeInSeconds ?? before.maximumEventAge,
    onSuccess: OnSuccess === undefined ? before.onSuccess : OnSuccess.Destination,
    onFailure: OnFailure === undefined ? before.onFailure : OnFailure.Destination,
  };
  context.functions.put({
    ...record,
    eventInvokeConfigs: { ...record.eventInvokeConfigs, [qualifier]: config },
  });
  return describe(context, record.name, qualifier, config);
}

function locate(context: LambdaContext, { FunctionName, Qualifier }: Named) {
  const reference = context.functions.reference(FunctionName, Qualifier);
  const { record } = context.functions.resolve(reference);
  return { record, qualifier: reference.qualifier ?? "$LATEST" };
}

function find(
  context: LambdaContext,
  request: Named,
): { record: FunctionRecord; qualifier: string; config: EventInvokeConfig } {
  const { record, qualifier } = locate(context, request);
  const config = record.eventInvokeConfigs?.[qualifier];
  if (config === undefined) {
    throw notFound(
      `The function ${context.functions.arn(record.name, qualifier)} doesn't have an EventInvokeConfig`,
    );
  }
  return { record, qualifier, config };
}

function describe(
  context: LambdaContext,
  name: string,
  qualifier: string,
  config: EventInvokeConfig,
): FunctionEventInvokeConfig {
  const destination = (arn: string | undefined) => (arn === undefined ? {} : { Destination: arn });
  return {
    // Seconds since the epoch on the wire, which the SDK makes a date of.
    LastModified: (config.lastModified / 1000) as unknown as Date,
    FunctionArn: context.functions.arn(name, qualifier),
    ...(config.maximumRetryAttempts === undefined
      ? {}
      : { MaximumRetryAttempts: config.maximumRetryAttempts }),
    ...(config.maximumEventAge === undefined ? {} : { MaximumEventAgeInSeconds: config.maximumEventAge }),
    DestinationConfig: {
      OnSuccess: destination(config.onSuccess),
      OnFailure: destination(config.onFailure),
    },
  };
}
