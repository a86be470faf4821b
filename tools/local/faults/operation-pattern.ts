/**
 * An operation as IAM names it in policies: `lambda:UpdateFunctionCode`. In patterns `*` matches any text: `lambda:Update*`, `*`.
 * The part before the colon is the signing name (`cloudformation`, `s3`), the other the operation in the API's model.
 */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matches(pattern, text));
}

function matches(pattern: string, text: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (!text.startsWith(first)) return false;
  const last = rest.pop();
  if (last === undefined) return text.length === first.length;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1) return false;
    at = found + part.length;
  }
  return text.length - at >= last.length && text.endsWith(last);
}
