/** A service that stands in the environment and that the repository does not have (any more). */
export interface Orphan {
  readonly service: string;
  /** Physical name. */
  readonly stack: string;
}
