import type { ListTagsResponse } from "@aws-sdk/client-lambda";
import type { LambdaContext } from "./context";
import { invalidParameter } from "./errors";
import type { FunctionRecord } from "./model";
import type { LambdaRequest } from "./requests";

const MAX_TAGS = 50;

/** Throws `InvalidParameterValueException` for more tags than a function may have, and for keys that are reserved by AWS. */
export function checkTags(tags: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const keys = Object.keys(tags);
  if (keys.length > MAX_TAGS) {
    throw invalidParameter(`a function has at most ${MAX_TAGS} tags, not ${keys.length}`);
  }
  const reserved = keys.find((key) => /^aws:/i.test(key) && !key.startsWith("aws:cloudformation:"));
  if (reserved !== undefined)
    throw invalidParameter(`tag keys that begin with aws: are reserved: ${reserved}`);
  return tags;
}

export function tagResource(context: LambdaContext, request: LambdaRequest<"TagResource">): void {
  const record = tagged(context, request.Resource);
  context.functions.put({ ...record, tags: checkTags({ ...record.tags, ...request.Tags }) });
}

export function untagResource(context: LambdaContext, request: LambdaRequest<"UntagResource">): void {
  const record = tagged(context, request.Resource);
  const kept = Object.entries(record.tags).filter(([key]) => !request.TagKeys.includes(key));
  context.functions.put({ ...record, tags: Object.fromEntries(kept) });
}

export function listTags(context: LambdaContext, request: LambdaRequest<"ListTags">): ListTagsResponse {
  return { Tags: { ...tagged(context, request.Resource).tags } };
}

function tagged(context: LambdaContext, arn: string): FunctionRecord {
  const { name, qualifier } = context.functions.reference(arn);
  if (qualifier !== undefined) {
    throw invalidParameter(
      "Tags on function aliases and versions are not supported. Please specify a function ARN.",
    );
  }
  return context.functions.get(name);
}
