import { randomBytes } from "node:crypto";
import { z } from "zod";
import type { ResourceProvider } from "../provider";
import { integer, tagList, text } from "../schema";
import { inlinePolicy, policyDocument } from "./documents";
import type { IamRecords } from "./records";

const schema = z.strictObject({
  AssumeRolePolicyDocument: policyDocument,
  Description: text.optional(),
  ManagedPolicyArns: z.array(text).optional(),
  MaxSessionDuration: integer.optional(),
  Path: text.optional(),
  PermissionsBoundary: text.optional(),
  Policies: z.array(inlinePolicy).optional(),
  RoleName: text.optional(),
  Tags: tagList.optional(),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-iam-role.html */
export function iamRole(iam: IamRecords): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::IAM::Role",
    schema,
    attributes: ["Arn", "RoleId"],
    replacedBy: ["Path", "RoleName"],
    naming: { property: "RoleName", maxLength: 64 },
    tags: "list",
    iam: true,
    async create({ name, resumed, accountId, stackId, logicalId, properties, tags }) {
      const arn = `arn:aws:iam::${accountId}:role${properties.Path ?? "/"}${name}`;
      const roleId = `AROA${randomBytes(10).toString("hex").toUpperCase().slice(0, 17)}`;
      const owner = `${stackId}#${logicalId}`;
      if (resumed && iam.find(name)?.owner === owner) iam.delete(name);
      iam.create({ roleName: name, roleId, arn, owner, properties, tags, policies: {} });
      return { physicalId: name, attributes: { Arn: arn, RoleId: roleId } };
    },
    async update({ physicalId, properties, tags }) {
      iam.update(physicalId, { properties, tags });
      return {};
    },
    async delete({ physicalId }) {
      iam.delete(physicalId);
    },
  };
}
