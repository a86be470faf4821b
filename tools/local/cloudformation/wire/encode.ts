/**
 * Turns a result into the content of its XML document: lists become `<member>` elements, times and numbers text, and what is
 * `undefined` is left out.
 */
export function encodeResult(value: unknown): unknown {
  if (Array.isArray(value)) return { member: value.map(encodeResult) };
  if (typeof value !== "object" || value === null) return value === undefined ? undefined : String(value);
  const entries = Object.entries(value).filter(([, item]) => item !== undefined);
  return Object.fromEntries(entries.map(([name, item]) => [name, encodeResult(item)]));
}
