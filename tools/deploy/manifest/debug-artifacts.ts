import type { BundleDigest } from "./schema";
import type { FunctionArtifact } from "./service";

/** An output of a bundle beside its zip, which is kept when the zip is deployed: what is needed to understand old code. */
export interface DebugArtifact {
  /** As messages name it. */
  readonly name: string;
  /** Output group of the bundle that holds it. */
  readonly outputGroup: string;
  /** Relative to the execution root; undefined where the manifest names none. */
  path(artifact: FunctionArtifact): string | undefined;
  /** Of the object in the bucket, without what compression adds. */
  key(digest: Pick<BundleDigest, "buildId" | "sha256">): string;
}

/** By build id, which log lines carry: stack traces are read with it. It holds the sources. */
const SOURCE_MAP: DebugArtifact = {
  name: "source map",
  outputGroup: "source_map",
  path: ({ sourceMap }) => sourceMap,
  key: ({ buildId }) => sourceMapKey(buildId),
};

/** By the zip's SHA-256, which Lambda and the record know: it says what is inside, for the audit. */
export const METAFILE: DebugArtifact = {
  name: "metafile",
  outputGroup: "metafile",
  path: ({ metafile }) => metafile,
  key: ({ sha256 }) => `metafiles/${sha256}.json`,
};

/** All that is kept. */
export const DEBUG_ARTIFACTS: readonly DebugArtifact[] = [SOURCE_MAP, METAFILE];

/** The output groups of these bundles that hold what is kept. */
export function debugArtifactGroups(artifacts: readonly FunctionArtifact[]): readonly string[] {
  return DEBUG_ARTIFACTS.filter(({ path }) => artifacts.some((artifact) => path(artifact) !== undefined)).map(
    ({ outputGroup }) => outputGroup,
  );
}

/** What the source map of a build is kept as. */
export function sourceMapKey(buildId: string): string {
  return `source-maps/${buildId}.js.map`;
}
