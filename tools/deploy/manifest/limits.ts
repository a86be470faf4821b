import { FerryError } from "../error";
import type { FunctionArtifact } from "./service";

/** Lambda refuses an UpdateFunctionCode request that is not smaller. */
const DIRECT_REQUEST_BYTES = 69_905_067;
/** More than all that such a request holds besides the zip. */
const DIRECT_REQUEST_REST = 1_024;
/** Largest zip that UpdateFunctionCode can carry in the request itself, as base64; larger ones go through the bucket. */
export const DIRECT_ZIP_BYTES = Math.floor((DIRECT_REQUEST_BYTES - DIRECT_REQUEST_REST) / 4) * 3;
/** Lambda's quota for the unzipped code of a function, layers included. */
const UNZIPPED_BYTES = 250 * 1024 * 1024;
/** CloudFormation's quota for a template that CreateChangeSet carries in the request itself; larger ones go through the bucket. */
export const INLINE_TEMPLATE_BYTES = 51_200;
/** CloudFormation's quota for a template in S3. */
const TEMPLATE_BYTES = 1_000_000;

/**
 * Refuses what AWS would refuse, before anything is written.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function checkArtifactSize(artifact: FunctionArtifact): void {
  const { unzippedBytes } = artifact.digest;
  if (unzippedBytes > UNZIPPED_BYTES) {
    throw new FerryError(
      "ArtifactTooLarge",
      `the zip of ${artifact.target} unpacks to ${unzippedBytes} bytes: Lambda takes at most ${UNZIPPED_BYTES}, layers included`,
      { next: "bundle less into it (the bundle's metafile shows what takes the room)" },
    );
  }
}

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html */
export function checkTemplateSize(bytes: number, target: string): void {
  if (bytes <= TEMPLATE_BYTES) return;
  throw new FerryError(
    "TemplateTooLarge",
    `the template of ${target} has ${bytes} bytes: CloudFormation takes at most ${TEMPLATE_BYTES}`,
    { next: "split the stack along its bounded contexts" },
  );
}
