/** What was thrown as an error: itself, or the cause of one that says what it is, since anything can be thrown. */
export function asError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  const what = thrown === null || thrown === undefined ? `${thrown}` : `a value of type ${typeof thrown}`;
  return new Error(`${what} was thrown, and no Error`, { cause: thrown });
}
