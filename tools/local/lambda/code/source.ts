import { z } from "zod";
import { AwsError } from "../../protocol/error";
import type { LambdaContext } from "../context";
import { invalidParameter, requestTooLarge } from "../errors";
import { MAX_DIRECT_ZIP_BYTES } from "./zip";

/** Where requests say that a deployment package is. */
export const source = {
  /** Base64 on the wire. */
  ZipFile: z
    .preprocess(
      (zip: Uint8Array | string) => (typeof zip === "string" ? Buffer.from(zip, "base64") : zip),
      z.instanceof(Uint8Array),
    )
    .optional(),
  S3Bucket: z.string().min(3).max(63).optional(),
  S3Key: z.string().min(1).max(1024).optional(),
  S3ObjectVersion: z.string().min(1).max(1024).optional(),
};

type Source = z.output<z.ZodObject<typeof source>>;

/** The bytes of the deployment package that a request names. Throws `InvalidParameterValueException` and 413. */
export async function packageBytes(
  context: LambdaContext,
  named: Source,
  operation: string,
): Promise<Buffer> {
  const { ZipFile, S3Bucket, S3Key, S3ObjectVersion } = named;
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
