import { z } from "zod";
import { nameInEnvironment } from "../../cloudformation/pattern";
import { FerryError } from "../error";
import { own } from "../json/own";

/** The parts of a CloudFormation template that the deployer reads. Everything else is passed on as text. */
export interface Template {
  readonly parameters: Readonly<Record<string, TemplateParameter>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly mappings: Readonly<Record<string, unknown>>;
  readonly conditions: Readonly<Record<string, unknown>>;
  readonly outputs: Readonly<Record<string, TemplateOutput>>;
  /** What it says of itself under `Metadata.Ferry`. */
  readonly ferry: FerryMetadata;
}

/** A template with its parameter values. */
export interface Instantiation {
  readonly template: Template;
  readonly parameters: Readonly<Record<string, string>>;
}

/**
 * `References`: by service that the template refers to, which of its exports and events. `FirstCode`: the functions that can be
 * created with their code. platform/constructs writes it.
 */
export type FerryMetadata = z.infer<typeof FERRY>;

export interface TemplateParameter {
  readonly Type: string;
  readonly Default?: string | number;
  readonly NoEcho?: boolean | string;
  readonly AllowedValues?: readonly unknown[];
}

export interface TemplateResource {
  readonly Type: string;
  readonly Condition?: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  /** What happens to the resource when it is removed; with `AWS::LanguageExtensions` it may be computed. */
  readonly DeletionPolicy?: unknown;
  /** What happens to the old resource when it is replaced. */
  readonly UpdateReplacePolicy?: unknown;
}

export interface TemplateOutput {
  readonly Condition?: string;
  readonly Value?: unknown;
  readonly Export?: { readonly Name?: unknown };
}

const members = z.record(z.string(), z.unknown());

const texts = z.array(z.string()).default([]);
const FERRY = z.looseObject({
  FirstCode: texts,
  References: z.record(z.string(), z.looseObject({ imports: texts, events: texts })).default({}),
});

/** What comparing templates requires of these sections' entries. CloudFormation's own validation is stricter. */
const ENTRIES = {
  Parameters: z.looseObject({
    Type: z.string(),
    Default: z.union([z.string(), z.number(), z.boolean()]).optional(),
  }),
  Resources: z.looseObject({
    Type: z.string(),
    Condition: z.string().optional(),
    Properties: members.optional(),
  }),
  Outputs: z.looseObject({ Condition: z.string().optional(), Export: members.optional() }),
};

/** Parses a JSON template. `origin` names it in errors. */
export function parseTemplate(body: string, origin: string): Template {
  let document: unknown;
  try {
    document = JSON.parse(body);
  } catch (cause) {
    throw new FerryError("TemplateInvalid", `${origin} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const next = "check what stack.ts synthesizes";
  if (!isRecord(document) || !isRecord(document.Resources))
    throw new FerryError("TemplateInvalid", `${origin} has no Resources`, { next });
  for (const [name, schema] of Object.entries(ENTRIES))
    checkEntries(document[name], name, schema, origin, next);
  return {
    parameters: section(document.Parameters) as Template["parameters"],
    resources: document.Resources as Template["resources"],
    mappings: section(document.Mappings),
    conditions: section(document.Conditions),
    outputs: section(document.Outputs) as Template["outputs"],
    ferry: ferryMetadata(document.Metadata, origin, next),
  };
}

function checkEntries(value: unknown, name: string, schema: z.ZodType, origin: string, next: string): void {
  for (const [id, entry] of Object.entries(section(value))) {
    // A loop or a macro, which CloudFormation expands.
    if (id.startsWith("Fn::") && typeof entry === "object" && entry !== null) continue;
    const { error } = schema.safeParse(entry);
    if (error) throw invalid(error, [name, id], origin, next);
  }
}

function ferryMetadata(metadata: unknown, origin: string, next: string): FerryMetadata {
  const { data, error } = FERRY.safeParse(own(section(metadata), "Ferry") ?? {});
  if (error) throw invalid(error, ["Metadata", "Ferry"], origin, next);
  return data;
}

function invalid(
  { issues: [issue] }: z.ZodError,
  path: readonly string[],
  origin: string,
  next: string,
): FerryError {
  const where = z.core.toDotPath([...path, ...(issue?.path ?? [])]);
  return new FerryError("TemplateInvalid", `${origin} is not valid: ${where}: ${issue?.message}`, { next });
}

/** Logical id of the function `<Environment>-<name>`; undefined if the template has none of that name. */
export function findFunctionId({ resources }: Template, name: string): string | undefined {
  const found = Object.entries(resources).find(
    ([, { Type, Properties }]) =>
      Type === "AWS::Lambda::Function" && nameInEnvironment(Properties?.FunctionName) === name,
  );
  return found?.[0];
}

/** Without this check, the stack would be updated before the function is found missing. */
export function requireFunction(template: Template, name: string, target: string): void {
  if (findFunctionId(template, name) !== undefined) return;
  throw new FerryError(
    "TemplateInvalid",
    `the template of ${target} has no AWS::Lambda::Function with the FunctionName "\${Environment}-${name}" (as Fn::Sub or Fn::Join)`,
    { next: `give the function that name in stack.ts, or remove "${name}" from the service's functions` },
  );
}

function section(value: unknown): Record<string, unknown> {
  return isRecord(value) ? value : {};
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
