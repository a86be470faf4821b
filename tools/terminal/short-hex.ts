/** Digits that digests and commits are shown with, as git does by default: enough for `rollback --to`. */
export const SHORT_HEX = 7;

/** The first digits of a digest or a commit, for people. */
export function shortHex(digits: string): string {
  return digits.slice(0, SHORT_HEX);
}
