/** A service that is deployed to the environment but not in the checked out repository. */
export interface Orphan {
  readonly service: string;
  /** Physical name. */
  readonly stack: string;
  /** When it was last deployed or rolled back, as ISO 8601. */
  readonly at: string;
  /** The commit that it was deployed from; null if unknown. */
  readonly commit: string | null;
}
