/** A CloudFormation template, as far as the checks read it. */
export interface Template {
  readonly Metadata?: Readonly<Record<string, unknown>>;
  readonly Parameters?: Readonly<Record<string, { readonly Type?: unknown; readonly Default?: unknown }>>;
  readonly Rules?: Readonly<Record<string, unknown>>;
  readonly Resources?: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** A resource of a template. */
export interface Resource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
}

/** Resources of one type, with their logical ids. */
export function resourcesOf(template: Template, type: string): (readonly [string, Resource])[] {
  return Object.entries(template.Resources ?? {}).filter(([, resource]) => resource.Type === type);
}

/** Logical id that `{Ref}` names, if the value is one. */
export function refTarget(value: unknown): string | undefined {
  return intrinsic(value, "Ref", (argument) => (typeof argument === "string" ? argument : undefined));
}

/** Logical id and attribute that `{Fn::GetAtt}` names, joined by a dot, if the value is one. */
export function getAttTarget(value: unknown): string | undefined {
  return intrinsic(value, "Fn::GetAtt", (argument) =>
    Array.isArray(argument) ? argument.join(".") : String(argument),
  );
}

/** Whether the value refers to a logical id anywhere in it, by Ref, GetAtt or inside a Sub's text. */
export function refersTo(value: unknown, logicalId: string): boolean {
  if (typeof value !== "object" || value === null) return false;
  const sub = intrinsic(value, "Fn::Sub", (argument) =>
    String(Array.isArray(argument) ? argument[0] : argument),
  );
  return (
    refTarget(value) === logicalId ||
    getAttTarget(value)?.split(".")[0] === logicalId ||
    (sub !== undefined && new RegExp(`\\$\\{${logicalId}[.}]`).test(sub)) ||
    Object.values(value).some((member) => refersTo(member, logicalId))
  );
}

/** Reads an intrinsic function's argument if the value is a call of just that function. */
export function intrinsic<T>(value: unknown, name: string, read: (argument: unknown) => T): T | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const [entry, ...others] = Object.entries(value);
  return entry?.[0] === name && others.length === 0 ? read(entry[1]) : undefined;
}
