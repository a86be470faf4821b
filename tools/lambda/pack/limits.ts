import type { Origin } from "./origin";
import { PackProblem } from "./problem";

/** Bytes of a deployment package that Lambda takes; https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. */
export interface Limits {
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
}

/**
 * 50 MB zipped is the limit of an upload in the request itself, the only way that this version of the deployer uploads;
 * 250 MB unzipped holds for every function.
 */
export const LAMBDA_LIMITS: Limits = { zippedBytes: 52_428_800, unzippedBytes: 262_144_000 };

/** What is checked: `label` is the Bazel target, `bundle` the file that it packs, `origin` what the bundle is made of. */
export interface PackagedBundle {
  readonly label: string;
  readonly bundle: string;
  readonly origin: Origin;
}

/** @throws PackProblem if `bytes` is over the limit on the unpacked size of a function */
export function checkUnzipped(packaged: PackagedBundle, bytes: number, limits: Limits): void {
  if (bytes <= limits.unzippedBytes) return;
  throw tooLarge(
    packaged,
    `is ${bytes} bytes`,
    bytes - limits.unzippedBytes,
    `${limits.unzippedBytes} unzipped`,
  );
}

/** @throws PackProblem if `bytes` is over the limit on an uploaded zip */
export function checkZipped(packaged: PackagedBundle, bytes: number, limits: Limits): void {
  if (bytes <= limits.zippedBytes) return;
  throw tooLarge(
    packaged,
    `zips to ${bytes} bytes`,
    bytes - limits.zippedBytes,
    `${limits.zippedBytes} zipped`,
  );
}

function tooLarge(
  { label, bundle, origin }: PackagedBundle,
  size: string,
  excess: number,
  limit: string,
): PackProblem {
  const largest = origin.parts.slice(0, 3).map(({ name, bytes }) => `${name} (${bytes} bytes)`);
  const culprits = largest.length === 0 ? "" : `; its largest parts are ${largest.join(", ")}`;
  return new PackProblem(
    `${label}: ${bundle} ${size}, ${excess} over Lambda's limit of ${limit}${culprits}; ` +
      "import less of them, or split the service",
  );
}
