/**
 * Text with values in it, for template literals. What a value says cannot break out of its line: line breaks and control
 * characters in values become spaces, and so do those that turn the direction of writing. Indentation of the literal is dropped.
 *
 * @example text`Your order ${id} was placed.`
 */
export function text(literals: TemplateStringsArray, ...values: readonly (string | Lines)[]): string {
  const parts = literals.map((literal, index) => {
    const value = values[index];
    const plain = literal.replaceAll(/\n[ \t]+/g, "\n");
    if (value === undefined) return plain;
    return plain + (value instanceof Lines ? value.lines.map(inLine).join("\n") : inLine(value));
  });
  return parts.join("").trim();
}

/** A value of several lines. */
export class Lines {
  constructor(readonly lines: readonly string[]) {}
}

/** Cc: control characters; Cf: invisible ones that change what is around them; Zl, Zp: separators of lines and paragraphs. */
function inLine(value: string): string {
  return value.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ");
}
