/**
 * A value of a template as one text, with `${…}` in it for what only CloudFormation knows, as Fn::Sub writes it: `${Ref}`,
 * `${Resource.Attribute}`. Values that say the same by Fn::Sub, Fn::Join, Ref or Fn::GetAtt have the same text.
 */
export function patternOf(value: unknown): string {
  if (typeof value !== "object" || value === null) return String(value);
  const [[name, argument] = ["", undefined]] = Object.entries(value);
  switch (name) {
    case "Ref":
      return `\${${argument}}`;
    case "Fn::GetAtt":
      return `\${${[argument].flat().join(".")}}`;
    case "Fn::Sub":
      return Array.isArray(argument) ? substituted(argument[0], argument[1]) : String(argument);
    case "Fn::Join": {
      const [separator, parts] = argument as [string, unknown];
      return Array.isArray(parts) ? parts.map(patternOf).join(separator) : `\${${name}}`;
    }
    default:
      return `\${${name}}`;
  }
}

/** Fn::Sub with names of its own for values. */
function substituted(text: unknown, values: Readonly<Record<string, unknown>>): string {
  return String(text).replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) =>
    Object.hasOwn(values, name) ? patternOf(values[name]) : whole,
  );
}
