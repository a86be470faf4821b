import type { Origin } from "./origin";
import { PackProblem } from "./problem";

/**
 * Bytes of code that a function may have unzipped, layers included: the only limit that a package can be over.
 * https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html. A zip over 50 MB, the limit of a request, is no problem of the
 * package: the deployer takes it to the function through S3.
 */
export const UNZIPPED_BYTES = 262_144_000;

/** What is checked: `label` is the Bazel target, `bundle` the file that it packs, `origin` what the bundle is made of. */
export interface PackagedBundle {
  readonly label: string;
  readonly bundle: string;
  readonly origin: Origin;
}

/** @throws PackProblem if `bytes`, the size of a function's code, are over the limit */
export function checkUnzipped({ label, bundle, origin }: PackagedBundle, bytes: number, limit: number): void {
  if (bytes <= limit) return;
  const largest = origin.parts.slice(0, 3).map(({ name, bytes }) => `${name} (${bytes} bytes)`);
  const culprits = largest.length === 0 ? "" : `; its largest parts are ${largest.join(", ")}`;
  throw new PackProblem(
    `${label}: ${bundle} is ${bytes} bytes, ${bytes - limit} over Lambda's limit of ${limit} unzipped${culprits}; ` +
      "import less of them, or split the service",
  );
}
