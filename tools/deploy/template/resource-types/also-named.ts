/** The property that gives a resource its name, and the one that says where the name is unique, if that is not the account and region. */
export interface Naming {
  readonly name: string;
  readonly within?: string;
}

/**
 * Types whose resources cannot have one name twice, although the CDK's database identifies them by something else (checked at
 * 0.1.216): CloudFormation finds the other one there, and refuses to create it.
 */
export const ALSO_NAMED: Readonly<Record<string, Naming>> = {
  "AWS::Events::Rule": { name: "Name", within: "EventBusName" },
  "AWS::IAM::ManagedPolicy": { name: "ManagedPolicyName" },
  "AWS::SNS::Topic": { name: "TopicName" },
  "AWS::SQS::Queue": { name: "QueueName" },
  "AWS::SecretsManager::Secret": { name: "Name" },
  "AWS::StepFunctions::StateMachine": { name: "StateMachineName" },
};
