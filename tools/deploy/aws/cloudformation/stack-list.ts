import { type CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../../model/observed";
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
