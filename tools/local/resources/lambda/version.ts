import { z } from "zod";
import type { LambdaApi } from "../../lambda/api";
import { AwsError } from "../../protocol/error";
import { ifFound } from "../missing";
import type { ResourceProvider } from "../provider";
import { text } from "../schema";

const schema = z.strictObject({
  CodeSha256: text.optional(),
  Description: text.optional(),
  FunctionName: text,
});

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-version.html */
export function lambdaVersion(lambda: LambdaApi): ResourceProvider<z.infer<typeof schema>> {
  return {
    type: "AWS::Lambda::Version",
    schema,
    attributes: ["FunctionArn", "Version"],
    replacedBy: ["CodeSha256", "Description", "FunctionName"],
    async create({ properties, resumed }) {
      const { FunctionName } = properties;
      const before = resumed ? [] : await versionsOf(lambda, FunctionName);
      const { FunctionArn = "", Version = "" } = await lambda.publishVersion(properties);
      // Lambda returns the last version where nothing has changed since; two resources must not share one.
      if (before.includes(Version)) {
        throw new AwsError(
          "AlreadyExists",
          409,
          `A version for this Lambda function exists ( ${Version} ). Modify the function to create a new version.`,
        );
      }
      return { physicalId: FunctionArn, attributes: { FunctionArn, Version } };
    },
    async update() {
      return {};
    },
    async delete({ physicalId }) {
      await ifFound(() => lambda.deleteFunction({ FunctionName: physicalId }));
    },
  };
}

async function versionsOf(lambda: LambdaApi, FunctionName: string): Promise<string[]> {
  const versions: string[] = [];
  let marker: { Marker?: string } = {};
  do {
    const { Versions = [], NextMarker } = await lambda.listVersionsByFunction({ FunctionName, ...marker });
    versions.push(...Versions.map(({ Version = "" }) => Version));
    marker = NextMarker === undefined ? {} : { Marker: NextMarker };
  } while (marker.Marker !== undefined);
  return versions;
}
