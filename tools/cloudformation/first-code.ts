import { pascalCase } from "./references";

/**
 * The parameters by which CloudFormation creates functions with their real code. Only the creation of a stack gives them values:
 * in updates they stay as they are, and where they are empty, a function was created with a placeholder. `platform/constructs` gives
 * these names too, and imports nothing of here; that both agree, the synthesizer checks in each template.
 */

/** Parameter that has the bucket of all zips. */
export const CODE_BUCKET = "CodeBucket";

/** Parameter that has the provenance in the descriptions of the first versions. */
export const CODE_ORIGIN = "CodeOrigin";

/** Parameter that has the SHA-256 of a function's zip in hexadecimal; with `.zip` it is the object's key. */
export function codeDigestParameter(functionName: string): string {
  return `${pascalCase(functionName)}CodeDigest`;
}

/** Parameter that has the same SHA-256 in base64, as Lambda compares it before it publishes the first version. */
export function codeSha256Parameter(functionName: string): string {
  return `${pascalCase(functionName)}CodeSha256`;
}

/** All such parameters of a stack with these functions. */
export function codeParameters(functionNames: readonly string[]): string[] {
  if (functionNames.length === 0) return [];
  const own = functionNames.flatMap((name) => [codeDigestParameter(name), codeSha256Parameter(name)]);
  return [CODE_BUCKET, CODE_ORIGIN, ...own];
}
