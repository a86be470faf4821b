const WIDTH = 110;

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * A template as people compare it: keys in order of their characters, and what fits on a line is on one. The deployed text has a
 * line for each resource, which is too much for a line of a difference.
 */
export function goldenText(template: string): string {
  return `${print(JSON.parse(template) as Json, "", 0)}\n`;
}

/** @param before characters that stand before the value on its line */
function print(value: Json, indent: string, before: number): string {
  const line = inline(value);
  if (typeof value !== "object" || value === null || before + line.length < WIDTH) return line;
  const inner = `${indent}  `;
  if (Array.isArray(value)) {
    return `[\n${value.map((item: Json) => inner + print(item, inner, inner.length)).join(",\n")}\n${indent}]`;
  }
  const members = entries(value).map(([key, member]) => {
    const name = `${inner}${JSON.stringify(key)}: `;
    return name + print(member, inner, name.length);
  });
  return `{\n${members.join(",\n")}\n${indent}}`;
}

function inline(value: Json): string {
  if (Array.isArray(value)) return `[${value.map(inline).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const members = entries(value).map(([key, member]) => `${JSON.stringify(key)}: ${inline(member)}`);
  return members.length === 0 ? "{}" : `{ ${members.join(", ")} }`;
}

function entries(value: Json): [string, Json][] {
  return Object.entries(value as Record<string, Json>).sort(([a], [b]) => (a < b ? -1 : 1));
}
