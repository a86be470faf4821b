import type { z } from "zod";
import { AwsError } from "../protocol/error";
import { isOfVersion, queryParameters } from "../protocol/query";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { queryResponse } from "../protocol/xml";
import type { CloudFormationApi } from "./api";
import {
  createChangeSet,
  deleteChangeSet,
  describeChangeSet,
  executeChangeSet,
  listChangeSets,
} from "./operations/change-sets";
import {
  describeAccountLimits,
  describeStackEvents,
  describeStackResource,
  describeStacks,
  listStackResources,
  listStacks,
} from "./operations/describe";
import { listExports, listImports } from "./operations/exports";
import type { ApiOperation } from "./operations/operation";
import { continueUpdateRollback, rollbackStack } from "./operations/rollbacks";
import { createStack, deleteStack, updateStack, updateTerminationProtection } from "./operations/stacks";
import { getTemplate, validateTemplate } from "./operations/templates";
import { validationError } from "./template/template-error";
import { decodeQuery } from "./wire/decode";
import { encodeResult } from "./wire/encode";

const NAMESPACE = "http://cloudformation.amazonaws.com/doc/2010-05-15/";

const OPERATIONS: ReadonlyMap<string, ApiOperation> = new Map<string, ApiOperation>([
  ["ContinueUpdateRollback", continueUpdateRollback],
  ["CreateChangeSet", createChangeSet],
  ["CreateStack", createStack],
  ["DeleteChangeSet", deleteChangeSet],
  ["DeleteStack", deleteStack],
  ["DescribeAccountLimits", describeAccountLimits],
  ["DescribeChangeSet", describeChangeSet],
  ["DescribeStackEvents", describeStackEvents],
  ["DescribeStackResource", describeStackResource],
  ["DescribeStacks", describeStacks],
  ["ExecuteChangeSet", executeChangeSet],
  ["GetTemplate", getTemplate],
  ["ListChangeSets", listChangeSets],
  ["ListExports", listExports],
  ["ListImports", listImports],
  ["ListStackResources", listStackResources],
  ["ListStacks", listStacks],
  ["RollbackStack", rollbackStack],
  ["UpdateStack", updateStack],
  ["UpdateTerminationProtection", updateTerminationProtection],
  ["ValidateTemplate", validateTemplate],
]);

/**
 * CloudFormation on the wire: the AWS query protocol, as `@aws-sdk/client-cloudformation` and the `aws` command speak it.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/Welcome.html
 */
export class CloudFormationService implements AwsService {
  readonly signingName = "cloudformation";
  readonly protocol = "query";
  readonly #api: CloudFormationApi;

  constructor(api: CloudFormationApi) {
    this.#api = api;
  }

  isMeant(request: AwsRequest): boolean {
    return isOfVersion(request, "2010-05-15");
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const { Action, Version: _, ...fields } = decodeQuery(queryParameters(request));
    const action = typeof Action === "string" ? Action : "";
    const operation = OPERATIONS.get(action);
    if (operation === undefined) {
      throw new AwsError(
        "InvalidAction",
        400,
        `the local account does not support the CloudFormation action "${action}"`,
      );
    }
    const input = operation.input.safeParse(fields);
    if (!input.success) throw invalidInput(input.error);
    const result = await operation.run(input.data, this.#api.context());
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: queryResponse(
        action,
        NAMESPACE,
        request.requestId,
        encodeResult(result) as Record<string, unknown>,
      ),
    };
  }
}

function invalidInput(error: z.ZodError): AwsError {
  const problems = error.issues.map((issue) => {
    if (issue.code === "unrecognized_keys")
      return `${issue.keys.join(", ")} is not supported by the local account`;
    return `Value at '${issue.path.join(".")}' failed to satisfy constraint: ${issue.message}`;
  });
  const count = problems.length === 1 ? "1 validation error" : `${problems.length} validation errors`;
  return validationError(`${count} detected: ${problems.join("; ")}`);
}
