import { isDeepStrictEqual } from "node:util";
import type {
  FunctionCode,
  FunctionConfiguration,
  UpdateFunctionConfigurationRequest,
} from "@aws-sdk/client-lambda";
import type { LambdaApi } from "../lambda/api";
import { inlineCode } from "./inline-code";
import { type FunctionProperties, functionProperties } from "./lambda-function-schema";
import { ifFound } from "./missing";
import type { ResourceProvider, UpdateRequest } from "./provider";
import { orUndo, untilSettled } from "./settle";
import { isOwn, tagChanges } from "./tag-changes";

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-lambda-function.html */
export function lambdaFunction(lambda: LambdaApi): ResourceProvider<FunctionProperties> {
  return {
    type: "AWS::Lambda::Function",
    schema: functionProperties,
    attributes: ["Arn"],
    replacedBy: ["FunctionName", "PackageType"],
    naming: { property: "FunctionName", maxLength: 64 },
    tags: "list",
    async create(request) {
      const { name, properties, tags } = request;
      if (request.resumed) await removeOwn(lambda, request);
      await lambda.createFunction({
        ...configurationOf(name, properties),
        Role: properties.Role,
        Code: await packageOf(properties),
        Architectures: properties.Architectures,
        Tags: { ...tags },
      });
      const finish = async (): Promise<FunctionConfiguration> => {
        await applyConcurrency(lambda, name, properties);
        return settled(lambda, name);
      };
      const made = await orUndo(finish, () => lambda.deleteFunction({ FunctionName: name }));
      return { physicalId: name, attributes: { Arn: made.FunctionArn ?? "" } };
    },
    async update(request) {
      const { physicalId: name, properties, previous } = request;
      const { FunctionArn } = await settled(lambda, name);
      if (!isDeepStrictEqual(configurationOf(name, properties), configurationOf(name, previous))) {
        await lambda.updateFunctionConfiguration(configurationOf(name, properties));
        await settled(lambda, name);
      }
      if (!isDeepStrictEqual(codeOf(properties), codeOf(previous))) {
        const { Architectures } = codeOf(properties);
        await lambda.updateFunctionCode({
          FunctionName: name,
          ...(await packageOf(properties)),
          Architectures,
        });
        await settled(lambda, name);
      }
      if (properties.ReservedConcurrentExecutions !== previous.ReservedConcurrentExecutions) {
        await applyConcurrency(lambda, name, properties);
      }
      await applyTags(lambda, FunctionArn ?? "", request);
      return {};
    },
    async delete({ physicalId }) {
      await ifFound(() => lambda.deleteFunction({ FunctionName: physicalId }));
    },
  };
}

/** The function's new settings; what the template leaves out returns to its default. */
function configurationOf(name: string, properties: FunctionProperties): UpdateFunctionConfigurationRequest {
  const { LoggingConfig } = properties;
  return {
    FunctionName: name,
    DeadLetterConfig: { TargetArn: properties.DeadLetterConfig?.TargetArn ?? "" },
    Description: properties.Description ?? "",
    Environment: { Variables: properties.Environment?.Variables ?? {} },
    EphemeralStorage: { Size: properties.EphemeralStorage?.Size ?? 512 },
    Handler: properties.Handler,
    LoggingConfig: {
      ...LoggingConfig,
      LogFormat: LoggingConfig?.LogFormat ?? "Text",
      LogGroup: LoggingConfig?.LogGroup ?? `/aws/lambda/${name}`,
    },
    MemorySize: properties.MemorySize ?? 128,
    Role: properties.Role,
    Runtime: properties.Runtime as NonNullable<UpdateFunctionConfigurationRequest["Runtime"]>,
    Timeout: properties.Timeout ?? 3,
    TracingConfig: { Mode: properties.TracingConfig?.Mode ?? "PassThrough" },
  };
}

function codeOf({ Code, Architectures }: FunctionProperties) {
  return { Code, Architectures: Architectures ?? ["x86_64" as const] };
}

async function packageOf({ Code, Runtime }: FunctionProperties): Promise<FunctionCode> {
  const { ZipFile, ...location } = Code;
  return ZipFile === undefined ? location : { ZipFile: await inlineCode(ZipFile, Runtime) };
}

async function applyConcurrency(
  lambda: LambdaApi,
  name: string,
  properties: FunctionProperties,
): Promise<void> {
  const { ReservedConcurrentExecutions } = properties;
  if (ReservedConcurrentExecutions === undefined)
    await lambda.deleteFunctionConcurrency({ FunctionName: name });
  else await lambda.putFunctionConcurrency({ FunctionName: name, ReservedConcurrentExecutions });
}

async function applyTags(
  lambda: LambdaApi,
  Resource: string,
  { tags, previousTags }: UpdateRequest<FunctionProperties>,
): Promise<void> {
  const { set, removed } = tagChanges(previousTags, tags);
  if (removed.length > 0) await lambda.untagResource({ Resource, TagKeys: [...removed] });
  if (Object.keys(set).length > 0) await lambda.tagResource({ Resource, Tags: { ...set } });
}

function settled(lambda: LambdaApi, name: string): Promise<FunctionConfiguration> {
  return untilSettled(
    `function ${name}`,
    () => lambda.getFunctionConfiguration({ FunctionName: name }),
    ({ State, LastUpdateStatus }) => State !== "Pending" && LastUpdateStatus !== "InProgress",
  );
}

async function removeOwn(
  lambda: LambdaApi,
  { name, ...owner }: { readonly name: string; readonly stackId: string; readonly logicalId: string },
): Promise<void> {
  const found = await ifFound(() => lambda.getFunction({ FunctionName: name }));
  if (isOwn(found?.Tags, owner)) await lambda.deleteFunction({ FunctionName: name });
}
