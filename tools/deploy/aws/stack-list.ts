import { type CloudFormationClient, DescribeStacksCommand } from "@aws-sdk/client-cloudformation";
import type { ObservedStack } from "../state/observed";
import { translate } from "./failure";
import { observedStack } from "./stack";

/**
 * All stacks of the account and region that are not deleted, page by page: the caller stops when it has seen enough. How many are
 * on a page is CloudFormation's choice.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_DescribeStacks.html
 */
export async function* stackPages(client: CloudFormationClient): AsyncGenerator<readonly ObservedStack[]> {
  let token: string | undefined;
  do {
    try {
      const page = await client.send(new DescribeStacksCommand({ NextToken: token }));
      yield (page.Stacks ?? []).map(observedStack);
      token = page.NextToken;
    } catch (error) {
      throw translate(error, "CloudFormation.DescribeStacks");
    }
  } while (token);
}
