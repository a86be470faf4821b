/**
 * A value of a template as one text, with `${…}` in it for what only CloudFormation knows, as Fn::Sub writes it: `${Ref}`,
 * `${Resource.Attribute}`. Values that say the same by Fn::Sub, Fn::Join, Ref or Fn::GetAtt have the same text. It takes any JSON:
 * what is no such value has a text that no name matches.
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
      const [separator, parts] = Array.isArray(argument) ? argument : [];
      return Array.isArray(parts) ? parts.map(patternOf).join(String(separator)) : `\${${name}}`;
    }
    default:
      return `\${${name}}`;
  }
}

/** The name in `${Environment}-<name>`, as functions are named; undefined for any other value, a plain string with these characters included. */
export function nameInEnvironment(value: unknown): string | undefined {
  if (typeof value === "string") return undefined;
  return /^\$\{Environment\}-([\w-]+)$/.exec(patternOf(value))?.[1];
}

/** Fn::Sub with names of its own for values. */
function substituted(text: unknown, values: unknown): string {
  const own = new Map(Object.entries(values ?? {}));
  return String(text).replaceAll(/\$\{([^}]+)\}/g, (whole, name: string) =>
    own.has(name) ? patternOf(own.get(name)) : whole,
  );
}
