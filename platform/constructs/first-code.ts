import { Aws, CfnCondition, CfnParameter, Fn, type IResolvable, type Stack } from "aws-cdk-lib";
import { addFerryMetadata, ferryMetadata } from "./metadata";
import { pascalCase } from "./names";

/** What a function and its first version are created with. */
export interface FirstCode {
  readonly code: IResolvable;
  /** The first version is only published if the function has this code, so that the alias never points at any other. */
  readonly codeSha256: string;
  readonly description: string;
}

/**
 * The code that a function is created with: the zip in the deployer's bucket whose SHA-256 a parameter has, else a placeholder.
 * The deployer gives these parameters values when it creates the stack, and never changes them again: from then on, code is its
 * own business. `Metadata.Ferry.FirstCode` lets it know which functions have them.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-properties-lambda-function-code.html
 */
export function firstCode(stack: Stack, name: string, placeholder: string): FirstCode {
  const bucket = declared(stack, "CodeBucket", "The bucket that functions get their first code from");
  const origin = declared(stack, "CodeOrigin", "Who made the first code, and of what");
  const id = pascalCase(name);
  const digest = declared(stack, `${id}CodeDigest`, `SHA-256 of the zip that ${name} is created with`);
  const sha256 = declared(stack, `${id}CodeSha256`, `The same of ${name} in base64`);
  const { logicalId } = new CfnCondition(stack, `${id}HasFirstCode`, {
    expression: Fn.conditionNot(Fn.conditionEquals(digest, "")),
  });
  const { FirstCode = [] } = ferryMetadata(stack);
  addFerryMetadata(stack, { FirstCode: [...FirstCode, name].sort() });
  const object = { S3Bucket: bucket.valueAsString, S3Key: Fn.sub(`\${${digest.logicalId}}.zip`) };
  const description = Fn.sub(`ferry sha256:\${${digest.logicalId}} \${${origin.logicalId}}`);
  return {
    code: Fn.conditionIf(logicalId, object, { ZipFile: placeholder }),
    codeSha256: Fn.conditionIf(logicalId, sha256.valueAsString, Aws.NO_VALUE).toString(),
    description: Fn.conditionIf(logicalId, description, Aws.NO_VALUE).toString(),
  };
}

/** The stack's parameter of that name, empty unless the deployer gives it a value. */
function declared(stack: Stack, id: string, description: string): CfnParameter {
  const known = stack.node.tryFindChild(id);
  return known instanceof CfnParameter ? known : new CfnParameter(stack, id, { description, default: "" });
}
