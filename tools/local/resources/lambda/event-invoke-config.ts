import { z } from "zod";
import type { LambdaApi } from "../../lambda/api";
import { AwsError } from "../../protocol/error";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { integer, text } from "../schema";

const destination = z.strictObject({ Destination: text });

const schema = z.strictObject({
  DestinationConfig: z
    .strictObject({ OnFailure: destination.optional(), OnSuccess: destination.optional() })
    .optional(),
  FunctionName: text,
  MaximumEventAgeInSeconds: integer.optional(),
  MaximumRetryAttempts: integer.optional(),
  Qualifier: text,
});

type Properties = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-eventinvokeconfig.html */
export function lambdaEventInvokeConfig(lambda: LambdaApi): ResourceProvider<Properties> {
  return {
    type: "AWS::Lambda::EventInvokeConfig",
    schema,
    attributes: [],
    replacedBy: ["FunctionName", "Qualifier"],
    async create({ properties, resumed, logicalId }) {
      const { FunctionName, Qualifier } = properties;
      const existing = await ifFound(() => lambda.getFunctionEventInvokeConfig({ FunctionName, Qualifier }));
      // One that an interrupted creation has left is replaced; it is deleted with its alias in any case.
      if (existing !== undefined && !resumed) {
        throw new AwsError(
          "ResourceConflictException",
          409,
          `An EventInvokeConfig for ${existing.FunctionArn} already exists.`,
        );
      }
      await lambda.putFunctionEventInvokeConfig(properties);
      return { physicalId: `${FunctionName}|${Qualifier}|${logicalId}`, attributes: {} };
    },
    // What a template leaves out returns to its default.
    async update({ properties }) {
      await lambda.putFunctionEventInvokeConfig(properties);
      return {};
    },
    async delete({ properties: { FunctionName, Qualifier } }) {
      await ifFound(() => lambda.deleteFunctionEventInvokeConfig({ FunctionName, Qualifier }));
    },
  };
}
