import { randomUUID } from "node:crypto";
import type { AddPermissionResponse, GetPolicyResponse } from "@aws-sdk/client-lambda";
import { AwsError } from "../protocol/error";
import { property } from "../protocol/property";
import type { LambdaContext } from "./context";
import { conflict, invalidParameter, notFound, preconditionFailed } from "./errors";
import type { Resolved } from "./functions";
import type { FunctionRecord, Statement } from "./model";
import type { LambdaRequest } from "./requests";
import { revisionAt } from "./transition";

/** Characters of a whole policy (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html: 20 KB). */
const MAX_POLICY_LENGTH = 20_480;

/** Throws `ResourceConflictException` if the statement exists, and `PreconditionFailedException`. */
export function addPermission(
  context: LambdaContext,
  request: LambdaRequest<"AddPermission">,
): AddPermissionResponse {
  const { resolved, key, statements, resource } = locate(context, request);
  if (statements.some(({ Sid }) => Sid === request.StatementId)) {
    throw conflict(
      `The statement id (${request.StatementId}) provided already exists. Please provide a new statement id, or remove the existing statement.`,
    );
  }
  const statement = newStatement(request, resource);
  const changed = [...statements, statement];
  const { length } = document(changed);
  if (length > MAX_POLICY_LENGTH) {
    const message = `The final policy size (${length}) is bigger than the limit (${MAX_POLICY_LENGTH}).`;
    throw new AwsError("PolicyLengthExceededException", 400, message, { Type: "User" });
  }
  putPolicy(context, resolved, key, changed);
  return { Statement: JSON.stringify(statement) };
}

/** Throws `ResourceNotFoundException` if there is no such statement, and `PreconditionFailedException`. */
export function removePermission(context: LambdaContext, request: LambdaRequest<"RemovePermission">): void {
  const { resolved, key, statements } = locate(context, request);
  const kept = statements.filter(({ Sid }) => Sid !== request.StatementId);
  if (kept.length === statements.length) {
    throw notFound(`Statement ${request.StatementId} is not found in resource policy.`);
  }
  putPolicy(context, resolved, key, kept);
}

/** Throws `ResourceNotFoundException` if there is no policy. */
export function getPolicy(context: LambdaContext, request: LambdaRequest<"GetPolicy">): GetPolicyResponse {
  const { resolved, statements } = locate(context, request);
  if (statements.length === 0) throw notFound("The resource you requested does not exist.");
  return { Policy: document(statements), RevisionId: revision(context, resolved) };
}

interface Located {
  readonly resolved: Resolved;
  readonly key: string;
  readonly statements: readonly Statement[];
  /** ARN of the resource that the policy belongs to. */
  readonly resource: string;
}

function locate(
  context: LambdaContext,
  request: { FunctionName: string; Qualifier?: string | undefined; RevisionId?: string | undefined },
): Located {
  const reference = context.functions.reference(request.FunctionName, request.Qualifier);
  if (reference.qualifier === "$LATEST") {
    throw invalidParameter("We currently do not support adding policies for $LATEST.");
  }
  const resolved = context.functions.resolve(reference);
  if (request.RevisionId !== undefined && request.RevisionId !== revision(context, resolved)) {
    throw preconditionFailed();
  }
  const key = reference.qualifier ?? "$LATEST";
  return {
    resolved,
    key,
    statements: property(resolved.record.policies, key) ?? [],
    resource: context.functions.arn(reference.name, reference.qualifier),
  };
}

/** A policy has no revision of its own, but that of its function, version or alias. */
function revision(context: LambdaContext, resolved: Resolved): string {
  switch (resolved.kind) {
    case "latest":
      return revisionAt(resolved.record.latest, context.now());
    case "version":
      return revisionAt(resolved.version, context.now());
    case "alias":
      return resolved.alias.revisionId;
  }
}

function putPolicy(
  context: LambdaContext,
  resolved: Resolved,
  key: string,
  statements: readonly Statement[],
): void {
  const { [key]: _before, ...others } = resolved.record.policies;
  const policies = statements.length > 0 ? { ...others, [key]: statements } : others;
  const record: FunctionRecord = { ...resolved.record, policies };
  switch (resolved.kind) {
    case "latest":
      context.functions.put({ ...record, latest: renewed(record.latest, context.now()) });
      break;
    case "version":
      context.functions.putVersion(renewed(resolved.version, context.now()));
      context.functions.put(record);
      break;
    case "alias": {
      const alias = { ...resolved.alias, revisionId: randomUUID() };
      context.functions.put({ ...record, aliases: { ...record.aliases, [alias.name]: alias } });
    }
  }
}

/** With a new revision, whether or not a change is under way. */
function renewed<T extends FunctionRecord["latest"]>(record: T, now: number): T {
  const { transition } = record;
  if (!transition || now >= transition.until) {
    const { transition: _settled, ...rest } = record;
    return { ...rest, revisionId: randomUUID() } as T;
  }
  return {
    ...record,
    revisionId: randomUUID(),
    transition: { ...transition, settledRevisionId: randomUUID() },
  };
}

function newStatement(request: LambdaRequest<"AddPermission">, resource: string): Statement {
  const equals: Record<string, string> = {
    ...(request.SourceAccount ? { "AWS:SourceAccount": request.SourceAccount } : {}),
    ...(request.PrincipalOrgID ? { "aws:PrincipalOrgID": request.PrincipalOrgID } : {}),
    ...(request.EventSourceToken ? { "lambda:EventSourceToken": request.EventSourceToken } : {}),
  };
  const condition = {
    ...(Object.keys(equals).length > 0 ? { StringEquals: equals } : {}),
    ...(request.SourceArn ? { ArnLike: { "AWS:SourceArn": request.SourceArn } } : {}),
  };
  return {
    Sid: request.StatementId,
    Effect: "Allow",
    Principal: principal(request.Principal),
    Action: request.Action,
    Resource: resource,
    ...(Object.keys(condition).length > 0 ? { Condition: condition } : {}),
  };
}

function principal(text: string): Statement["Principal"] {
  if (text === "*") return "*";
  if (/^\d{12}$/.test(text)) return { AWS: `arn:aws:iam::${text}:root` };
  return text.startsWith("arn:") ? { AWS: text } : { Service: text };
}

function document(statements: readonly Statement[]): string {
  return JSON.stringify({ Version: "2012-10-17", Id: "default", Statement: statements });
}
