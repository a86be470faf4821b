import fc from "fast-check";

/** Names that every object inherits, beside ones that mean something where the value goes. */
const INHERITED = ["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "prototype"];

/** Any JSON, in whose objects members have names that every object inherits, or some of the given ones. */
export function foreignJson(names: readonly string[], values: readonly string[] = []): fc.Arbitrary<unknown> {
  const name = fc.oneof({ weight: 3, arbitrary: fc.constantFrom(...names) }, fc.constantFrom(...INHERITED));
  const text = fc.oneof(fc.constantFrom(...names, ...values, ...INHERITED), fc.string());
  return fc.letrec<{ value: unknown }>((tie) => ({
    value: fc.oneof(
      { depthSize: "medium", withCrossShrink: true },
      text,
      fc.constantFrom<unknown>(null, true, 0, -1.5, ""),
      fc.array(tie("value"), { maxLength: 4 }),
      // By entries, so that `__proto__` is a member as any other.
      fc.array(fc.tuple(name, tie("value")), { maxLength: 5 }).map((entries) => Object.fromEntries(entries)),
    ),
  })).value;
}

/** Copies of a JSON text that are damaged: characters changed, cut out, doubled, or members put to any value. */
export function damagedJson(text: string): fc.Arbitrary<string> {
  const whole: unknown = JSON.parse(text);
  const paths = [...pathsOf(whole)];
  const place = fc.nat({ max: text.length });
  const cut = fc
    .tuple(place, place)
    .map(([a, b]) => text.slice(0, Math.min(a, b)) + text.slice(Math.max(a, b)));
  const changed = fc
    .tuple(place, fc.string({ minLength: 1, maxLength: 1 }))
    .map(([at, character]) => text.slice(0, at) + character + text.slice(at + 1));
  const replaced = fc
    .tuple(fc.constantFrom(...paths), fc.jsonValue({ maxDepth: 2 }))
    .map(([path, value]) => JSON.stringify(withMember(whole, path, value)));
  return fc.oneof(cut, changed, { weight: 3, arbitrary: replaced });
}

type Path = readonly (string | number)[];

function* pathsOf(value: unknown, path: Path = []): Generator<Path> {
  yield path;
  if (typeof value !== "object" || value === null) return;
  for (const [key, member] of Object.entries(value))
    yield* pathsOf(member, [...path, Array.isArray(value) ? Number(key) : key]);
}

function withMember(whole: unknown, [first, ...rest]: Path, value: unknown): unknown {
  if (first === undefined) return value;
  if (Array.isArray(whole))
    return whole.map((member, index) => (index === first ? withMember(member, rest, value) : member));
  const members = Object.entries(whole as object);
  return Object.fromEntries(
    members.map(([key, member]) => [key, key === first ? withMember(member, rest, value) : member]),
  );
}
