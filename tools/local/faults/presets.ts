import type { FaultProfile, Rate } from "./profile";

/**
 * The request rates of an AWS account in one region. Lambda's are its published quotas, which cannot be raised
 * (https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html, "Lambda API requests"). CloudFormation publishes none; users
 * report five DescribeStacks a second from AWS's support (aws/aws-sam-cli issue 2671), and that is assumed of the rest. S3 (3,500 writes and
 * 5,500 reads a second and prefix) and STS are beyond what a deploy reaches.
 */
export const AWS_RATES: readonly Rate[] = [
  { name: "Lambda GetFunction", operations: ["lambda:GetFunction"], perSecond: 100 },
  { name: "Lambda GetPolicy", operations: ["lambda:GetPolicy"], perSecond: 15 },
  // Not of the control plane: invocations, and the download of code, which AWS leaves to S3.
  { name: "Lambda data plane", operations: ["lambda:Invoke", "lambda:DownloadCode"], perSecond: 10_000 },
  { name: "Lambda control plane", operations: ["lambda:*"], perSecond: 15 },
  {
    name: "CloudFormation reads",
    operations: [
      "cloudformation:Describe*",
      "cloudformation:Get*",
      "cloudformation:List*",
      "cloudformation:Validate*",
    ],
    perSecond: 5,
    burst: 10,
  },
  { name: "CloudFormation writes", operations: ["cloudformation:*"], perSecond: 5, burst: 10 },
];

/** Profiles that have a name. */
export const PRESETS: Readonly<Record<string, FaultProfile>> = {
  "aws-rates": { version: 1, name: "aws-rates", seed: 1, rates: "aws", faults: [], transitions: {} },
};
