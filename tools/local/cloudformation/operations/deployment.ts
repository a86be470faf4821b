import { ACCOUNT_ID } from "../../protocol/account-id";
import { AwsError } from "../../protocol/error";
import type { ResourceProvider } from "../../resources/provider";
import { type CurrentStack, type PlannedChanges, planChanges } from "../changeset/changes";
import { exportsOf } from "../stack/exports";
import type { Deployment, StackRecord } from "../stack/records";
import { resolveParameters } from "../template/parameters";
import { parseTemplate, type Template } from "../template/template";
import { validationError } from "../template/template-error";
import { validateTemplate } from "../template/validate";
import type { Context } from "./operation";

/** The fields of a request that say what a stack is to be made from. */
export interface DeploymentInput {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
  readonly UsePreviousTemplate?: boolean | undefined;
  readonly Parameters?:
    | readonly {
        readonly ParameterKey: string;
        readonly ParameterValue?: string | undefined;
        readonly UsePreviousValue?: boolean | undefined;
      }[]
    | undefined;
  readonly Capabilities?: readonly string[] | undefined;
  readonly Tags?: readonly { readonly Key: string; readonly Value: string }[] | undefined;
}

/** Largest template in a request, and behind a `TemplateURL`, in bytes. */
const MAX_INLINE_BYTES = 51_200;
const MAX_REMOTE_BYTES = 1_000_000;

/**
 * The template that a request brings along, or names where it is; `undefined` if it asks for the stack's previous one. Reading may
 * take time, so what a request is checked against must be looked up after it.
 */
export async function templateText(
  input: Pick<DeploymentInput, "TemplateBody" | "TemplateURL" | "UsePreviousTemplate">,
  context: Context,
): Promise<string | undefined> {
  const sources = [input.TemplateBody, input.TemplateURL, input.UsePreviousTemplate || undefined];
  if (sources.filter((source) => source !== undefined).length !== 1) {
    throw validationError(
      "Either Template URL, Template Body or UsePreviousTemplate must be specified, and only one of them.",
    );
  }
  if (input.TemplateBody !== undefined) return limited(input.TemplateBody, MAX_INLINE_BYTES, "templateBody");
  if (input.TemplateURL === undefined) return undefined;
  return limited(await context.readTemplate(input.TemplateURL), MAX_REMOTE_BYTES, "templateURL");
}

/**
 * Checks what a request wants to make of a stack, on top of what the stack was made from before.
 * @param text the template, as `templateText` gives it
 */
export function readDeployment(
  text: string | undefined,
  input: DeploymentInput,
  previous: Deployment | undefined,
  { providers }: Context,
): Deployment {
  const template = text ?? previous?.template;
  if (template === undefined) {
    throw validationError("UsePreviousTemplate is given, but the stack has no previous template.");
  }
  const parsed = parseAndValidate(template, providers);
  refuseMissingCapabilities(parsed, input.Capabilities ?? [], providers);
  const given = (input.Parameters ?? []).map((parameter) => ({
    key: parameter.ParameterKey,
    value: parameter.ParameterValue,
    usePreviousValue: parameter.UsePreviousValue,
  }));
  const previousValues = new Map(Object.entries(previous?.parameters ?? {}));
  return {
    template,
    parameters: Object.fromEntries(resolveParameters(parsed.parameters, given, previousValues)),
    tags: tagsOf(input.Tags) ?? previous?.tags ?? {},
    capabilities: input.Capabilities ?? [],
  };
}

/** What the deployment would change in the stack; refuses a deployment that cannot work. */
export function planFor(deployment: Deployment, stack: StackRecord, context: Context): PlannedChanges {
  const { store, providers } = context;
  const { stackId, stackName, region, deployed, outputs } = stack;
  const current: CurrentStack = {
    identity: { stackId, stackName, region, accountId: ACCOUNT_ID },
    ...(deployed === undefined ? {} : { deployed }),
    resources: store.resources(stackId),
    outputs,
  };
  return planChanges(deployment, current, providers, (name) => exportsOf(store).get(name)?.value);
}

export function parseAndValidate(text: string, providers: ReadonlyMap<string, ResourceProvider>): Template {
  const template = parseTemplate(text);
  validateTemplate(template, { attributes: (type) => providers.get(type)?.attributes });
  return template;
}

/** The capabilities that a template needs, and why. */
export function requiredCapability(
  template: Template,
  providers: ReadonlyMap<string, ResourceProvider>,
): { readonly capability: string; readonly types: readonly string[] } | undefined {
  const iam = [...template.resources.values()].filter(({ type }) => providers.get(type)?.iam === true);
  if (iam.length === 0) return undefined;
  const named = iam.some(({ type, properties }) => {
    const property = providers.get(type)?.naming?.property;
    return property !== undefined && Object.hasOwn(properties, property);
  });
  const capability = named ? "CAPABILITY_NAMED_IAM" : "CAPABILITY_IAM";
  return { capability, types: [...new Set(iam.map(({ type }) => type))] };
}

function refuseMissingCapabilities(
  template: Template,
  given: readonly string[],
  providers: ReadonlyMap<string, ResourceProvider>,
): void {
  const required = requiredCapability(template, providers)?.capability;
  // The capability for named resources covers unnamed ones too.
  if (required === undefined || given.includes(required) || given.includes("CAPABILITY_NAMED_IAM")) return;
  throw new AwsError("InsufficientCapabilitiesException", 400, `Requires capabilities : [${required}]`);
}

function tagsOf(tags: DeploymentInput["Tags"]): Readonly<Record<string, string>> | undefined {
  return tags === undefined ? undefined : Object.fromEntries(tags.map(({ Key, Value }) => [Key, Value]));
}

function limited(text: string, limit: number, field: string): string {
  const bytes = Buffer.byteLength(text);
  if (bytes <= limit) return text;
  throw validationError(
    `1 validation error detected: Value at '${field}' failed to satisfy constraint: Member must have length less than or equal to ${limit} (it has ${bytes})`,
  );
}
