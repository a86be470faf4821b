import { z } from "zod";

export const STATEMENT_TYPE = "application/vnd.in-toto+json";

/** A build output by its target and the SHA-256 of its bytes, in hexadecimal. */
export interface Subject {
  readonly target: string;
  readonly sha256: string;
}

/** Provenance of a build. */
export interface BuildFacts {
  /** Commit of the workspace, which had no uncommitted changes. */
  readonly commit: string;
  /** Whether everything was built on one machine without a cache, or with caches that only trusted builds write. */
  readonly caches: "none" | "trusted";
  /** Id of the signing key, whose holder vouches for the build. */
  readonly keyId: string;
  readonly finished: Date;
}

const TYPE = "https://in-toto.io/Statement/v1";
const PREDICATE = "https://slsa.dev/provenance/v1";

/**
 * An in-toto statement with SLSA provenance: the commit, the targets and the use of caches. Only the key identifies the builder.
 * https://slsa.dev/spec/v1.0/provenance
 */
export function statement(subjects: readonly Subject[], facts: BuildFacts): string {
  return JSON.stringify({
    _type: TYPE,
    subject: subjects.map(({ target, sha256 }) => ({ name: target, digest: { sha256 } })),
    predicateType: PREDICATE,
    predicate: {
      buildDefinition: {
        buildType: "urn:ferry:bazel:v1",
        externalParameters: { targets: subjects.map(({ target }) => target) },
        internalParameters: { caches: facts.caches },
        resolvedDependencies: [{ name: "workspace", digest: { gitCommit: facts.commit } }],
      },
      runDetails: {
        builder: { id: `urn:ferry:key:${facts.keyId}` },
        metadata: { finishedOn: facts.finished.toISOString() },
      },
    },
  });
}

const schema = z.object({
  _type: z.literal(TYPE),
  predicateType: z.literal(PREDICATE),
  subject: z.array(z.object({ name: z.string(), digest: z.object({ sha256: z.string() }) })),
});

/** The subjects of a statement; none if the text is not a provenance statement. */
export function subjectsOf(text: string): Subject[] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return [];
  }
  const parsed = schema.safeParse(value);
  if (!parsed.success) return [];
  return parsed.data.subject.map(({ name, digest }) => ({ target: name, sha256: digest.sha256 }));
}
