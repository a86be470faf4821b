import { AwsError } from "../../protocol/error";
import type { LambdaContext } from "../context";
import { invalidParameter, requestTooLarge } from "../errors";
import type { LambdaRequest } from "../requests";
import { MAX_DIRECT_ZIP_BYTES } from "./zip";

type Source = LambdaRequest<"CreateFunction">["Code"];

/** The bytes of the deployment package that a request names. Throws `InvalidParameterValueException` and 413. */
export async function packageBytes(
  context: LambdaContext,
  source: Source,
  operation: string,
): Promise<Buffer> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = source;
  if (ZipFile && (S3Bucket || S3Key || S3ObjectVersion)) {
    throw invalidParameter("Please do not provide other FunctionCode parameters when providing a ZipFile.");
  }
  if (ZipFile) {
    if (ZipFile.byteLength > MAX_DIRECT_ZIP_BYTES) throw requestTooLarge(MAX_DIRECT_ZIP_BYTES, operation);
    return Buffer.from(ZipFile.buffer, ZipFile.byteOffset, ZipFile.byteLength);
  }
  if (!S3Bucket || !S3Key)
    throw invalidParameter("Please provide a source for function code: ZipFile, or S3Bucket and S3Key.");
  if (!context.fetchObject)
    throw invalidParameter("the local account has no S3 here: send the code as ZipFile");
  try {
    return await context.fetchObject({ bucket: S3Bucket, key: S3Key, version: S3ObjectVersion });
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    throw invalidParameter(
      `Error occurred while GetObject. S3 Error Code: ${error.code}. S3 Error Message: ${error.message}`,
    );
  }
}
