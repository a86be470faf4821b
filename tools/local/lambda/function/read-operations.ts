import type {
  FunctionConfiguration,
  GetFunctionResponse,
  ListFunctionsResponse,
} from "@aws-sdk/client-lambda";
import { z } from "zod";
import type { LambdaContext } from "../context";
import { FUNCTION, page, qualified } from "../members";
import type { LatestRecord, VersionRecord } from "../model";
import { operation } from "../operation";
import { paged } from "../paging";
import { configuration, listed } from "./configuration";

export const FUNCTION_READ_OPERATIONS = {
  /** With a location from which the code can be fetched. */
  GetFunction: operation(
    `GET ${FUNCTION}`,
    200,
    z.strictObject(qualified),
    async (context: LambdaContext, request): Promise<GetFunctionResponse> => {
      const reference = context.functions.reference(request.FunctionName, request.Qualifier);
      const resolved = context.functions.resolve(reference);
      const snapshot = context.functions.current(resolved);
      const { name, tags, reservedConcurrency } = resolved.record;
      const digest = encodeURIComponent(snapshot.code.sha256);
      return {
        Configuration: configuration(
          name,
          snapshot,
          context.functions.place,
          context.now(),
          reference.qualifier,
        ),
        Code: {
          RepositoryType: "S3",
          Location: await context.presign(`/2015-03-31/functions/${name}/code?CodeSha256=${digest}`),
        },
        ...(Object.keys(tags).length > 0 ? { Tags: { ...tags } } : {}),
        ...(reservedConcurrency === undefined
          ? {}
          : { Concurrency: { ReservedConcurrentExecutions: reservedConcurrency } }),
      };
    },
  ),

  GetFunctionConfiguration: operation(
    `GET ${FUNCTION}/configuration`,
    200,
    z.strictObject(qualified),
    (context: LambdaContext, request): FunctionConfiguration => {
      const reference = context.functions.reference(request.FunctionName, request.Qualifier);
      const resolved = context.functions.resolve(reference);
      const snapshot = context.functions.current(resolved);
      return configuration(
        resolved.record.name,
        snapshot,
        context.functions.place,
        context.now(),
        reference.qualifier,
      );
    },
  ),

  ListFunctions: operation(
    "GET /2015-03-31/functions",
    200,
    z.strictObject({ ...page, FunctionVersion: z.literal("ALL").optional() }),
    (context: LambdaContext, request): ListFunctionsResponse => {
      const { functions, now } = context;
      const all = functions.all().flatMap(({ name, latest }): Item[] => {
        if (request.FunctionVersion !== "ALL") return [{ key: name, name, record: latest }];
        const versions = functions.versions(name).map((record) => ({
          key: `${name}:${String(record.version).padStart(12, "0")}`,
          name,
          record,
          qualifier: String(record.version),
        }));
        return [{ key: `${name}:`, name, record: latest, qualifier: "$LATEST" }, ...versions];
      });
      all.sort((a, b) => (a.key < b.key ? -1 : 1));
      const { items, next } = paged(all, ({ key }) => key, request);
      return {
        Functions: items.map(({ name, record, qualifier }) =>
          listed(configuration(name, record, functions.place, now(), qualifier)),
        ),
        ...next,
      };
    },
  ),
};

interface Item {
  readonly key: string;
  readonly name: string;
  readonly record: LatestRecord | VersionRecord;
  readonly qualifier?: string;
}
