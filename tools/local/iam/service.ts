import { AwsError } from "../protocol/error";
import { isOfVersion, queryParameters } from "../protocol/query";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { queryResponse } from "../protocol/xml";

const NAMESPACE = "https://iam.amazonaws.com/doc/2010-05-08/";

/** https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html */
const ROLES_QUOTA = 1_000;

/**
 * IAM: how many roles there are, and may be. Roles are made by CloudFormation alone.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GetAccountSummary.html
 */
export class IamService implements AwsService {
  readonly signingName = "iam";
  readonly protocol = "query";
  readonly xrayName = "IAM";
  readonly #roles: () => number;

  /** @param roles the number of roles */
  constructor(roles: () => number) {
    this.#roles = roles;
  }

  isMeant(request: AwsRequest): boolean {
    return isOfVersion(request, "2010-05-08");
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const action = queryParameters(request).get("Action") ?? "";
    if (action !== "GetAccountSummary") {
      throw new AwsError(
        "InvalidAction",
        400,
        `the local account does not support the IAM action "${action}"`,
      );
    }
    const summary = { Roles: this.#roles(), RolesQuota: ROLES_QUOTA };
    const entry = Object.entries(summary).map(([key, value]) => ({ key, value }));
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: queryResponse(action, NAMESPACE, request.requestId, { SummaryMap: { entry } }),
    };
  }
}
