/** Digits that digests and commits are shown with, as git does by default: enough for `rollback --to`. */
export const SHORT_HEX = 7;

/** The first digits of a digest or a commit, for people; what is behind a dash stays: `a1b2c3d-dirty`. */
export function shortHex(digits: string): string {
  const [hex = "", ...rest] = digits.split("-");
  return [hex.slice(0, SHORT_HEX), ...rest].join("-");
}
