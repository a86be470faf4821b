import {
  type CloudFormationClient,
  DescribeAccountLimitsCommand,
  paginateDescribeStacks,
  paginateListStacks,
  StackStatus,
} from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../../model/observed";
import { translate } from "../client/failure";
import { paginated } from "../client/paginated";
import { observedStack } from "./stack";

/**
 * All existing stacks of the account and region, page by page: the caller may stop early. CloudFormation chooses the page size.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function* stackPages(client: CloudFormationClient): AsyncGenerator<readonly ObservedStack[]> {
  const pages = paginateDescribeStacks({ client }, {});
  for await (const { Stacks = [] } of paginated(pages, "CloudFormation.DescribeStacks"))
    yield Stacks.map(observedStack);
}

/** Deleted stacks are listed for 90 days. */
const EXISTING = Object.values(StackStatus).filter((status) => status !== StackStatus.DELETE_COMPLETE);

/** The number of existing stacks: a call for each page of them. */
export async function stackCount(client: CloudFormationClient): Promise<number> {
  const pages = paginateListStacks({ client }, { StackStatusFilter: EXISTING });
  let count = 0;
  for await (const { StackSummaries = [] } of paginated(pages, "CloudFormation.ListStacks"))
    count += StackSummaries.length;
  return count;
}

/**
 * How many stacks the account may have in the region.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_AccountLimit.html
 */
export async function stackLimit(client: CloudFormationClient): Promise<number | undefined> {
  try {
    const { AccountLimits = [] } = await client.send(new DescribeAccountLimitsCommand({}));
    return AccountLimits.find(({ Name }) => Name === "StackLimit")?.Value;
  } catch (error) {
    throw translate(error, "CloudFormation.DescribeAccountLimits");
  }
}
