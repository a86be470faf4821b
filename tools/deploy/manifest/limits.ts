import { FerryError } from "../error";
import type { FunctionArtifact } from "./service";

/** Lambda's quota for a zip that UpdateFunctionCode carries in the request itself. */
export const DIRECT_ZIP_BYTES = 50 * 1024 * 1024;
/** Lambda's quota for the unzipped code of a function, layers included. */
export const UNZIPPED_BYTES = 250 * 1024 * 1024;
/** CloudFormation's quota for a template that CreateChangeSet carries in the request itself. */
export const INLINE_TEMPLATE_BYTES = 51_200;

/**
 * Refuses what AWS would refuse, before anything is written.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
 */
export function checkArtifactSize(artifact: FunctionArtifact): void {
  const { zippedBytes, unzippedBytes } = artifact.digest;
  if (zippedBytes > DIRECT_ZIP_BYTES) {
    throw new FerryError(
      "ArtifactTooLarge",
      `the zip of ${artifact.target} has ${zippedBytes} bytes: Lambda takes at most ${DIRECT_ZIP_BYTES} in an upload`,
      { next: "bundle less into it (the bundle's metafile shows what takes the room)" },
    );
  }
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
  if (bytes <= INLINE_TEMPLATE_BYTES) return;
  throw new FerryError(
    "TemplateTooLarge",
    `the template of ${target} has ${bytes} bytes: CloudFormation takes at most ${INLINE_TEMPLATE_BYTES} in a request`,
    { next: "split the stack along its bounded contexts" },
  );
}
