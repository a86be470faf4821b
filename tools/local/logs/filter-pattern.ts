/** Says whether a message matches. */
export type Matcher = (message: string) => boolean;

/** A filter pattern that is wrong, or of a kind that the local account does not evaluate. */
export class FilterPatternError extends Error {}

const TERM = /\s*([?-]?)(?:"((?:[^"\\]|\\.)*)"|([A-Za-z0-9_]+))(?=\s|$)/y;

/**
 * A matcher for an unstructured filter pattern
 * (https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html): terms that must all occur,
 * `?terms` of which one must occur, `-terms` that must not; case matters, and a term with other than letters, digits and
 * underscores must be in double quotes. JSON, space-delimited and regular expression patterns are refused.
 */
export function filterPattern(pattern: string): Matcher {
  const text = pattern.trim();
  if (text === "") return () => true;
  if (/^[{[]/.test(text) || text.includes("%")) {
    throw new FilterPatternError(
      `the local account evaluates only filter patterns of terms and "quoted phrases", not: ${pattern}`,
    );
  }
  const required: string[] = [];
  const optional: string[] = [];
  const excluded: string[] = [];
  for (TERM.lastIndex = 0; TERM.lastIndex < text.length; ) {
    const at = TERM.lastIndex;
    const match = TERM.exec(text);
    if (!match) throw new FilterPatternError(`Invalid character(s) in term '${text.slice(at).trim()}'`);
    const term = match[3] ?? (match[2] ?? "").replace(/\\(.)/g, "$1");
    (match[1] === "?" ? optional : match[1] === "-" ? excluded : required).push(term);
  }
  if (optional.length > 0 && required.length > 0) {
    throw new FilterPatternError(
      `a filter pattern has either ?terms or terms that must all occur, not both: ${pattern}`,
    );
  }
  return (message) =>
    required.every((term) => message.includes(term)) &&
    (optional.length === 0 || optional.some((term) => message.includes(term))) &&
    !excluded.some((term) => message.includes(term));
}
