/**
 * Pseudo parameters whose values are known before the stack exists.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/pseudo-parameter-reference.html
 */
export function pseudoParameters(account: string, region: string, stackName: string): Record<string, string> {
  const china = region.startsWith("cn-");
  const government = region.startsWith("us-gov-");
  return {
    "AWS::AccountId": account,
    "AWS::Region": region,
    "AWS::StackName": stackName,
    "AWS::Partition": china ? "aws-cn" : government ? "aws-us-gov" : "aws",
    "AWS::URLSuffix": china ? "amazonaws.com.cn" : "amazonaws.com",
  };
}
