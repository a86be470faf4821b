import { z } from "zod";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";
import { policyDocument } from "./documents";
import type { IamRecords } from "./records";

const schema = z.strictObject({
  PolicyName: text,
  PolicyDocument: policyDocument,
  Roles: z.array(text).min(1),
});

/**
 * A policy in roles; users and groups are not supported.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-policy.html
 */
export function iamPolicy(iam: IamRecords): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::IAM::Policy",
    schema,
    attributes: [],
    replacedBy: [],
    iam: true,
    async create({ properties }) {
      for (const role of properties.Roles)
        iam.putPolicy(role, properties.PolicyName, properties.PolicyDocument);
      return { physicalId: properties.PolicyName, attributes: {} };
    },
    async update({ properties, previous }) {
      for (const role of properties.Roles)
        iam.putPolicy(role, properties.PolicyName, properties.PolicyDocument);
      for (const role of previous.Roles) {
        const kept = properties.Roles.includes(role) && properties.PolicyName === previous.PolicyName;
        if (!kept) iam.deletePolicy(role, previous.PolicyName);
      }
      return {};
    },
    async delete({ properties }) {
      for (const role of properties.Roles) iam.deletePolicy(role, properties.PolicyName);
    },
  };
}
