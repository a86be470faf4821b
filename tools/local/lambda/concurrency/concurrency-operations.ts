import type { GetAccountSettingsResponse, GetFunctionConcurrencyResponse } from "@aws-sdk/client-lambda";
import { z } from "zod";
import { MAX_DIRECT_ZIP_BYTES, MAX_UNZIPPED_BYTES } from "../code/zip";
import type { LambdaContext } from "../context";
import { invalidParameter } from "../errors";
import { name } from "../members";
import { operation } from "../operation";

/** Events that an account handles at once (https://docs.aws.amazon.com/lambda/latest/dg/lambda-concurrency.html). */
const ACCOUNT_CONCURRENCY = 1000;

/** What reservations must leave to all other functions. */
const MIN_UNRESERVED = 100;

/** 75 GB. */
const MAX_TOTAL_CODE_BYTES = 80_530_636_800;

export const CONCURRENCY_OPERATIONS = {
  PutFunctionConcurrency: operation(
    "PUT /2017-10-31/functions/{FunctionName}/concurrency",
    200,
    z.strictObject({ ...name, ReservedConcurrentExecutions: z.int().min(0) }),
    (context: LambdaContext, request): GetFunctionConcurrencyResponse => {
      const record = context.functions.get(context.functions.changeable(request.FunctionName));
      const reserved = request.ReservedConcurrentExecutions;
      const unreserved = unreservedConcurrency(context) + (record.reservedConcurrency ?? 0) - reserved;
      if (unreserved < MIN_UNRESERVED) {
        throw invalidParameter(
          `Specified ReservedConcurrentExecutions for function decreases account's UnreservedConcurrentExecution below its minimum value of [${MIN_UNRESERVED}].`,
        );
      }
      context.functions.put({ ...record, reservedConcurrency: reserved });
      return { ReservedConcurrentExecutions: reserved };
    },
  ),

  GetFunctionConcurrency: operation(
    "GET /2019-09-30/functions/{FunctionName}/concurrency",
    200,
    z.strictObject(name),
    (context: LambdaContext, request): GetFunctionConcurrencyResponse => {
      const { reservedConcurrency } = context.functions.get(
        context.functions.changeable(request.FunctionName),
      );
      return reservedConcurrency === undefined ? {} : { ReservedConcurrentExecutions: reservedConcurrency };
    },
  ),

  DeleteFunctionConcurrency: operation(
    "DELETE /2017-10-31/functions/{FunctionName}/concurrency",
    204,
    z.strictObject(name),
    (context: LambdaContext, request) => {
      const { reservedConcurrency: _dropped, ...record } = context.functions.get(
        context.functions.changeable(request.FunctionName),
      );
      context.functions.put(record);
    },
  ),

  GetAccountSettings: operation(
    "GET /2016-08-19/account-settings",
    200,
    z.strictObject({}),
    (context: LambdaContext): GetAccountSettingsResponse => {
      const functions = context.functions.all();
      const sizes = functions.flatMap(({ name, latest }) => [latest, ...context.functions.versions(name)]);
      return {
        AccountLimit: {
          TotalCodeSize: MAX_TOTAL_CODE_BYTES,
          CodeSizeUnzipped: MAX_UNZIPPED_BYTES,
          CodeSizeZipped: MAX_DIRECT_ZIP_BYTES,
          ConcurrentExecutions: ACCOUNT_CONCURRENCY,
          UnreservedConcurrentExecutions: unreservedConcurrency(context),
        },
        AccountUsage: {
          TotalCodeSize: sizes.reduce((sum, { code }) => sum + code.size, 0),
          FunctionCount: functions.length,
        },
      };
    },
  ),
};

/** What is left to functions without a reservation. */
export function unreservedConcurrency(context: LambdaContext): number {
  const reserved = context.functions
    .all()
    .reduce((sum, { reservedConcurrency = 0 }) => sum + reservedConcurrency, 0);
  return ACCOUNT_CONCURRENCY - reserved;
}
