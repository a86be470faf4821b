import type { SqsContext } from "./context";
import { invalidParameter } from "./errors";

type Place = Pick<SqsContext, "region" | "accountId">;

export function queueArn({ region, accountId }: Place, name: string): string {
  return `arn:aws:sqs:${region}:${accountId}:${name}`;
}

export function queueUrl(
  { accountId, endpoint }: Pick<SqsContext, "accountId" | "endpoint">,
  name: string,
): string {
  return `${endpoint()}/${accountId}/${name}`;
}

/** The queue's name by its URL. Its host does not matter: the account may have answered at another port when the URL was given. */
export function nameOfUrl(url: string): string {
  const name = /^(?:https?:\/\/[^/]+)?\/?(?:\d{12}\/)?([A-Za-z0-9_.-]+)\/?$/.exec(url)?.[1];
  if (name === undefined) throw invalidParameter(`The address ${url} is not valid for this endpoint.`);
  return name;
}

/** The queue's name by its ARN. @throws AwsError (InvalidParameterValueException) */
export function nameOfArn(arn: string): string {
  const name = /^arn:aws[a-z-]*:sqs:[a-z0-9-]+:\d{12}:([A-Za-z0-9_.-]+)$/.exec(arn)?.[1];
  if (name === undefined) throw invalidParameter(`"${arn}" is not the ARN of a queue`);
  return name;
}
