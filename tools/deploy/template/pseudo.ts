import { partitionOf } from "../model/partition";

/**
 * Pseudo parameters whose values are known before the stack exists.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export function pseudoParameters(account: string, region: string, stackName: string): Record<string, string> {
  const { name, domain } = partitionOf(region);
  return {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": stackName,
    "AWS::Partition": name,
    "AWS::URLSuffix": domain,
  };
}
