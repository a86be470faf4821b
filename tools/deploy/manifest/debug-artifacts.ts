import type { FunctionArtifact } from "./service";

/** An output of a bundle beside its zip, which is kept when the zip is deployed: what is needed to understand old code. */
export interface DebugArtifact {
  /** As messages name it. */
  readonly name: "source map" | "metafile";
  /** Output group of the bundle that holds it. */
  readonly outputGroup: string;
  /** Relative to the execution root; undefined where the manifest names none. */
  path(artifact: FunctionArtifact): string | undefined;
}

/** Stack traces are read with it. It holds the sources. */
const SOURCE_MAP: DebugArtifact = {
  name: "source map",
  outputGroup: "source_map",
  path: ({ sourceMap }) => sourceMap,
};

/** It says what is inside, for the audit. */
const METAFILE: DebugArtifact = {
  name: "metafile",
  outputGroup: "metafile",
  path: ({ metafile }) => metafile,
};

/** All that is kept. */
export const DEBUG_ARTIFACTS: readonly DebugArtifact[] = [SOURCE_MAP, METAFILE];

/** The output groups of these bundles that hold what is kept. */
export function debugArtifactGroups(artifacts: readonly FunctionArtifact[]): readonly string[] {
  return DEBUG_ARTIFACTS.filter(({ path }) => artifacts.some((artifact) => path(artifact) !== undefined)).map(
    ({ outputGroup }) => outputGroup,
  );
}
