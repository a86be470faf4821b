/**
 * All keys of Ferry's bucket. The layout is a contract with other versions of the deployer and with IAM policies. Artifacts are
 * named by digests, so that one copy serves all functions and environments of an account and region.
 */
export const keys = {
  /** A zip too large for a request, or that a new stack created a function with, by its SHA-256. Templates rest on this name. */
  zip: (sha256: string): string => `${sha256}.zip`,
  /** A template too large for a request, by its SHA-256. */
  template: (sha256: string): string => `${sha256}.template.json`,
  /** By the build id, which log lines carry. */
  sourceMap: (buildId: string): string => `source-maps/${buildId}.js.map.gz`,
  /** By the SHA-256 of the zip, which Lambda and the record contain. */
  metafile: (sha256: string): string => `metafiles/${sha256}.json.gz`,
  /** By the SHA-256 of the attested artifact. */
  attestation: (sha256: string): string => `attestations/${sha256}.json`,
  /** Who an environment is for, and until when. */
  environment: (environment: string): string => `${ENVIRONMENTS}${environment}/environment.json`,
  /** The lock of an environment while it is removed. */
  environmentLock: (environment: string): string => `${ENVIRONMENTS}${environment}/lock.json`,
  /** What `environment` and `record` of all environments say: a cache. */
  environmentIndex: (): string => `${ENVIRONMENTS}index.json`,
  /** What was last deployed to an environment. */
  record: (environment: string): string => `${ENVIRONMENTS}${environment}/record.json`,
  lock: (environment: string, service: string): string =>
    `${ENVIRONMENTS}${environment}/locks/${service}.json`,
} as const;

/** The common prefix of all records' keys. */
export const ENVIRONMENTS = "environments/";

/** The environment of a record's key; undefined for any other key. */
export function environmentOfRecord(key: string): string | undefined {
  return /^environments\/([^/]+)\/record\.json$/.exec(key)?.[1];
}
