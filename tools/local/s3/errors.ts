import { AwsError } from "../protocol/error";

/** Errors of S3 that are used in more than one place. https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html */

export function noSuchBucket(BucketName: string): AwsError {
  return new AwsError("NoSuchBucket", 404, "The specified bucket does not exist", { BucketName });
}

export function noSuchKey(Key: string): AwsError {
  return new AwsError("NoSuchKey", 404, "The specified key does not exist.", { Key });
}

export function noSuchVersion(Key: string, VersionId: string): AwsError {
  return new AwsError("NoSuchVersion", 404, "The specified version does not exist.", { Key, VersionId });
}

export function preconditionFailed(Condition: string): AwsError {
  const message = "At least one of the pre-conditions you specified did not hold";
  return new AwsError("PreconditionFailed", 412, message, { Condition });
}

/** S3's answer to an unsupported request. */
export function notImplemented(what: string): AwsError {
  return new AwsError("NotImplemented", 501, `the local account does not support ${what} of S3`);
}

export function invalidArgument(message: string): AwsError {
  return new AwsError("InvalidArgument", 400, message);
}
