import type { Stack } from "aws-cdk-lib";

/** What a template says of itself to the deployer, under `Metadata.Ferry`. */
export interface FerryMetadata {
  readonly FirstCode?: readonly string[];
  readonly References?: object;
}

export function ferryMetadata(stack: Stack): FerryMetadata {
  return (stack.templateOptions.metadata?.Ferry ?? {}) as FerryMetadata;
}

/** Adds to what the template says, in place of what it said under the same names. */
export function addFerryMetadata(stack: Stack, more: FerryMetadata): void {
  const { metadata } = stack.templateOptions;
  stack.templateOptions.metadata = { ...metadata, Ferry: { ...ferryMetadata(stack), ...more } };
}
