/** A service that stands in the environment and is not in the repository, as it is checked out: it was removed, or is not there yet. */
export interface Orphan {
  readonly service: string;
  /** Physical name. */
  readonly stack: string;
  /** When it was last deployed or rolled back, as ISO 8601. */
  readonly at: string;
  /** From which commit; null where that is not known. */
  readonly commit: string | null;
}
