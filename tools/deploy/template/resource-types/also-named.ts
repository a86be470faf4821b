/** The property with a resource's name, and the one with the scope in which it is unique, unless that is account and region. */
export interface Naming {
  readonly name: string;
  readonly within?: string;
}

/**
 * Types whose names must be unique, although the CDK's database identifies them by another property (checked at 0.1.216):
 * CloudFormation refuses to create a second one.
 */
export const ALSO_NAMED: Readonly<Record<string, Naming>> = {
  "AWS::Events::Rule": { name: "Name", within: "EventBusName" },
  "AWS::IAM::ManagedPolicy": { name: "ManagedPolicyName" },
  "AWS::SNS::Topic": { name: "TopicName" },
  "AWS::SQS::Queue": { name: "QueueName" },
  "AWS::SecretsManager::Secret": { name: "Name" },
  "AWS::StepFunctions::StateMachine": { name: "StateMachineName" },
};
