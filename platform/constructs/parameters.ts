import { CfnParameter, type CfnParameterProps, type Stack } from "aws-cdk-lib";

/** Days that CloudWatch Logs can keep events for, as the type `AWS::Logs::LogGroup` takes them; the longest is ten years. */
const RETENTION = [
  1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545, 731, 1096, 1827, 2192, 2557, 2922, 3288, 3653,
];

/**
 * All that may differ between the environments of a service. A template declares those of them that its resources use, and the
 * deployer gives it the values that `platform/environments.json` has for the environment, else these defaults.
 */
const PARAMETERS = {
  Environment: {
    type: "String",
    description: "Name of the environment, the first part of physical names",
    allowedPattern: "[a-z][a-z0-9-]*",
  },
  Listen: {
    type: "String",
    description: "Whether events are heard of services that are in another environment",
    allowedValues: ["true", "false"],
    default: "false",
  },
  LogLevel: {
    type: "String",
    description: "The least severe messages that functions log",
    allowedValues: ["TRACE", "DEBUG", "INFO", "WARN", "ERROR", "CRITICAL", "SILENT"],
    default: "INFO",
  },
  LogRetentionInDays: {
    type: "Number",
    description: "How long logs are kept",
    allowedValues: RETENTION.map(String),
    default: 30,
  },
  Monitoring: {
    type: "String",
    description: "Whether there are alarms and a dashboard, which cost money for as long as they exist",
    allowedValues: ["true", "false"],
    default: "true",
  },
  AlarmTopicArn: {
    type: "String",
    description: "The SNS topic that alarms notify when they go off and when they are over; none if empty",
    default: "",
  },
  DeletionProtection: {
    type: "String",
    description:
      "Whether tables refuse to be deleted, with their stack too, and can be restored to any second of 35 days",
    allowedValues: ["true", "false"],
    default: "false",
  },
  ApplicationSignalsLayerArn: {
    type: "String",
    description:
      "The layer of Application Signals for Node.js on arm64 in the stack's region; not used if empty",
    default: "",
  },
} as const satisfies Readonly<Record<string, CfnParameterProps>>;

export type ParameterName = keyof typeof PARAMETERS;

/** The stack's parameter of that name, which is declared at its first use. */
export function parameter(stack: Stack, name: ParameterName): CfnParameter {
  const declared = stack.node.tryFindChild(name);
  // A list of a readonly constant is not the mutable one that the CDK asks for.
  return (
    (declared as CfnParameter | undefined) ??
    new CfnParameter(stack, name, structuredClone(PARAMETERS[name]) as CfnParameterProps)
  );
}
