import { readFileSync } from "node:fs";
import { join } from "node:path";
import { sha256 } from "../../model/digest";

/** What was built of a service: SHA-256s in hexadecimal. */
export interface Built {
  /** Of the zip. */
  readonly sha256: string;
  /** Of the template file. */
  readonly template: string;
}

/** @param zip its path, as `BuildOutput` returns it */
export function builtOf(service: string, zip: string, runfiles: string): Built {
  const template = join(runfiles, "services", service, "stack.template.json");
  return { sha256: sha256(readFileSync(zip)), template: sha256(readFileSync(template)) };
}
