import { type CloudFormationClient, paginateDescribeStacks } from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../../model/observed";
import { paginated } from "../client/paginated";
import { observedStack } from "./stack";

/**
 * All stacks of the account and region that are not deleted, page by page: the caller stops when it has seen enough. How many are
 * on a page is CloudFormation's choice.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function* stackPages(client: CloudFormationClient): AsyncGenerator<readonly ObservedStack[]> {
  const pages = paginateDescribeStacks({ client }, {});
  for await (const { Stacks = [] } of paginated(pages, "CloudFormation.DescribeStacks"))
    yield Stacks.map(observedStack);
}
