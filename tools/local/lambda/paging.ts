import { invalidParameter } from "./errors";

/** Lists give at most 50 items, whatever `MaxItems` says. */
const PAGE = 50;

/** One page of items sorted by key, and the marker of the next. Throws `InvalidParameterValueException`. */
export function paged<T, K extends string | number>(
  items: readonly T[],
  key: (item: T) => K,
  request: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: T[]; next: { NextMarker?: string } } {
  const after = request.Marker === undefined ? undefined : decode<K>(request.Marker);
  const rest = after === undefined ? items : items.filter((item) => key(item) > after);
  const shown = rest.slice(0, Math.min(request.MaxItems ?? PAGE, PAGE));
  const last = shown.at(-1);
  return {
    items: shown,
    next: last !== undefined && rest.length > shown.length ? { NextMarker: encode(key(last)) } : {},
  };
}

function encode(key: string | number): string {
  return Buffer.from(JSON.stringify([key])).toString("base64url");
}

function decode<K>(marker: string): K {
  try {
    const [key] = JSON.parse(Buffer.from(marker, "base64url").toString("utf8")) as [K];
    if (key !== undefined) return key;
  } catch {
    // Not a marker of this account: refused below.
  }
  throw invalidParameter(`Invalid marker: ${marker}`);
}
