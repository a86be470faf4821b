import { z } from "zod";
import type { LambdaApi } from "../../lambda/api";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const weight = z.strictObject({ FunctionVersion: text, FunctionWeight: z.coerce.number() });

const schema = z.strictObject({
  Description: text.optional(),
  FunctionName: text,
  FunctionVersion: text,
  Name: text,
  RoutingConfig: z.strictObject({ AdditionalVersionWeights: z.array(weight) }).optional(),
});

type AliasProperties = z.infer<typeof schema>;

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-alias.html */
export function lambdaAlias(lambda: LambdaApi): ResourceProvider<AliasProperties> {
  return {
    type: "AWS::Lambda::Alias",
    schema,
    attributes: ["AliasArn"],
    replacedBy: ["FunctionName", "Name"],
    async create({ properties, resumed }) {
      const { FunctionName, Name } = properties;
      const left = resumed ? await ifFound(() => lambda.getAlias({ FunctionName, Name })) : undefined;
      const { AliasArn = "" } =
        left === undefined
          ? await lambda.createAlias(aliasOf(properties))
          : await lambda.updateAlias(aliasOf(properties));
      return { physicalId: AliasArn, attributes: { AliasArn } };
    },
    async update({ properties }) {
      await lambda.updateAlias(aliasOf(properties));
      return {};
    },
    async delete({ properties: { FunctionName, Name } }) {
      await ifFound(() => lambda.deleteAlias({ FunctionName, Name }));
    },
  };
}

function aliasOf({ RoutingConfig, Description = "", ...properties }: AliasProperties) {
  const weights = (RoutingConfig?.AdditionalVersionWeights ?? []).map(
    ({ FunctionVersion, FunctionWeight }): [string, number] => [FunctionVersion, FunctionWeight],
  );
  return {
    ...properties,
    Description,
    RoutingConfig: { AdditionalVersionWeights: Object.fromEntries(weights) },
  };
}
