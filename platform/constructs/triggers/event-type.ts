/** The type of an event as its contract defines it: `orders.OrderPlaced.v1`, whose source is `orders`. */
const TYPE = /^([a-z][a-z0-9-]*)\.[A-Z][A-Za-z0-9]*\.v[1-9][0-9]*$/;

/**
 * The service that publishes events of the type.
 * @throws if the text is not an event's type
 */
export function sourceOf(type: string): string {
  const source = TYPE.exec(type)?.[1];
  if (source === undefined)
    throw new Error(
      `"${type}" is not the type of an event; name it as its contract does, such as orders.OrderPlaced.v1`,
    );
  return source;
}

/** Types of events by the service that publishes them, both in alphabetical order. */
export function bySource(types: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const sources = new Map<string, string[]>();
  for (const type of [...new Set(types)].sort()) {
    const source = sourceOf(type);
    sources.set(source, [...(sources.get(source) ?? []), type]);
  }
  return new Map([...sources].sort(([a], [b]) => (a < b ? -1 : 1)));
}
