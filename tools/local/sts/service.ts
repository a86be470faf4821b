import { ACCOUNT_ID } from "../protocol/account-id";
import { AwsError } from "../protocol/error";
import { isOfVersion, queryParameters } from "../protocol/query";
import type { AwsRequest, AwsResponse, AwsService } from "../protocol/service";
import { queryResponse } from "../protocol/xml";

const NAMESPACE = "https://sts.amazonaws.com/doc/2011-06-15/";

/**
 * STS: who am I. Every caller is the account's root; there are no roles to assume, so nothing else is offered.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetCallerIdentity.html
 */
export class StsService implements AwsService {
  readonly signingName = "sts";
  readonly protocol = "query";
  readonly xrayName = "STS";

  isMeant(request: AwsRequest): boolean {
    return isOfVersion(request, "2011-06-15");
  }

  async handle(request: AwsRequest): Promise<AwsResponse> {
    const action = queryParameters(request).get("Action") ?? "";
    if (action !== "GetCallerIdentity") {
      throw new AwsError(
        "InvalidAction",
        400,
        `the local account does not support the STS action "${action}"`,
      );
    }
    const identity = { Arn: `arn:aws:iam::${ACCOUNT_ID}:root`, UserId: ACCOUNT_ID, Account: ACCOUNT_ID };
    return {
      status: 200,
      headers: { "content-type": "text/xml" },
      body: queryResponse(action, NAMESPACE, request.requestId, identity),
    };
  }
}
