import { diff } from "node:util";

/** Unchanged lines that are shown before and after a change. */
const CONTEXT = 3;

/**
 * The lines in which two texts differ, with those around them: `-` is only in the golden text, `+` only in the actual one. Empty
 * where they are equal.
 */
export function difference(golden: string, actual: string): string[] {
  const lines = diff(golden.split("\n"), actual.split("\n"));
  const shown = new Set(
    lines.flatMap(([change], at) =>
      change === 0 ? [] : Array.from({ length: 2 * CONTEXT + 1 }, (_, offset) => at - CONTEXT + offset),
    ),
  );
  const text: string[] = [];
  lines.forEach(([change, line], at) => {
    if (!shown.has(at)) return;
    if (at > 0 && !shown.has(at - 1)) text.push("  …");
    text.push(`${change > 0 ? "-" : change < 0 ? "+" : " "} ${line}`);
  });
  return text;
}
