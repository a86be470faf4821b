/**
 * Every key of Ferry's bucket. The layout is a contract with deployers of other versions, and with the IAM policies of who may read
 * or write what; artifacts are named by digests, so that one copy serves all functions and environments of an account and region.
 */
export const keys = {
  /** A zip that is too large for a request, by its SHA-256. */
  zip: (sha256: string): string => `${sha256}.zip`,
  /** A template that is too large for a request, by its SHA-256. */
  template: (sha256: string): string => `${sha256}.template.json`,
  /** By the build id, which log lines carry. */
  sourceMap: (buildId: string): string => `source-maps/${buildId}.js.map.gz`,
  /** By the SHA-256 of the zip, which Lambda and the record know. */
  metafile: (sha256: string): string => `metafiles/${sha256}.json.gz`,
  /** By the SHA-256 of what was attested. */
  attestation: (sha256: string): string => `attestations/${sha256}.json`,
  /** What was last made live in an environment. */
  record: (environment: string): string => `${ENVIRONMENTS}${environment}/record.json`,
  lock: (environment: string, service: string): string =>
    `${ENVIRONMENTS}${environment}/locks/${service}.json`,
} as const;

/** What the keys of all records begin with. */
export const ENVIRONMENTS = "environments/";

/** The environment that a record is of; undefined for a key of anything else. */
export function environmentOfRecord(key: string): string | undefined {
  return /^environments\/([^/]+)\/record\.json$/.exec(key)?.[1];
}
