import { z } from "zod";
import type { LambdaApi } from "../../lambda/api";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = z.strictObject({
  Action: text,
  EventSourceToken: text.optional(),
  FunctionName: text,
  Principal: text,
  PrincipalOrgID: text.optional(),
  SourceAccount: text.optional(),
  SourceArn: text.optional(),
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-permission.html */
export function lambdaPermission(lambda: LambdaApi): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::Lambda::Permission",
    schema,
    attributes: ["Id"],
    replacedBy: [
      "Action",
      "EventSourceToken",
      "FunctionName",
      "Principal",
      "PrincipalOrgID",
      "SourceAccount",
      "SourceArn",
    ],
    // The id of the statement, which no property gives.
    naming: { maxLength: 100 },
    async create({ name: StatementId, properties, resumed }) {
      const { FunctionName } = properties;
      if (resumed) await ifFound(() => lambda.removePermission({ FunctionName, StatementId }));
      await lambda.addPermission({ ...properties, StatementId });
      return { physicalId: StatementId, attributes: { Id: StatementId } };
    },
    async update() {
      return {};
    },
    async delete({ physicalId, properties: { FunctionName } }) {
      await ifFound(() => lambda.removePermission({ FunctionName, StatementId: physicalId }));
    },
  };
}
