import { z } from "zod";
import { isObject, type JsonObject } from "../template/json";
import { isNoEcho } from "../template/parameters";
import type { Template } from "../template/template";
import { validationError } from "../template/template-error";
import { parseAndValidate, requiredCapability, templateText } from "./deployment";
import { requireChangeSet, requireStack } from "./find";
import { type Context, operation } from "./operation";

const source = {
  TemplateBody: z.string().min(1).optional(),
  TemplateURL: z.string().min(1).optional(),
};

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_GetTemplate.html */
export const getTemplate = operation(
  z.strictObject({
    StackName: z.string().optional(),
    ChangeSetName: z.string().optional(),
    // No macros run here, so both stages are the same text.
    TemplateStage: z.enum(["Original", "Processed"]).optional(),
  }),
  (input, { store }) => {
    const deployment =
      input.ChangeSetName === undefined
        ? requireStack(store, required(input.StackName, "StackName")).deployed
        : requireChangeSet(store, input.ChangeSetName, input.StackName).target;
    // A stack in REVIEW_IN_PROGRESS has none yet; the CDK's command line asks for it on every first deploy.
    return { TemplateBody: deployment?.template, StagesAvailable: ["Original", "Processed"] };
  },
);

/** https://docs.aws.amazon.com/AWSCloudFormation/latest/APIReference/API_ValidateTemplate.html */
export const validateTemplate = operation(z.strictObject(source), async (input, context) => {
  const template = parseAndValidate(await submitted(input, context), context.providers);
  return {
    Description: template.description,
    Parameters: [...template.parameters].map(([name, definition]) => declaration(name, definition)),
    ...capabilities(template, context),
  };
});

interface Submitted {
  readonly TemplateBody?: string | undefined;
  readonly TemplateURL?: string | undefined;
}

async function submitted(input: Submitted, context: Context): Promise<string> {
  return required(await templateText(input, context), "TemplateBody");
}

function declaration(name: string, definition: JsonObject): object {
  return {
    ParameterKey: name,
    DefaultValue:
      definition.Default === undefined || isObject(definition.Default)
        ? undefined
        : String(definition.Default),
    NoEcho: isNoEcho(definition),
    Description: definition.Description,
  };
}

function capabilities(template: Template, { providers }: Context): object {
  const needed = requiredCapability(template, providers);
  if (needed === undefined) return { Capabilities: [] };
  return {
    Capabilities: [needed.capability],
    CapabilitiesReason: `The following resource(s) require capabilities: [${needed.types.join(", ")}]`,
  };
}

function required(value: string | undefined, name: string): string {
  if (value === undefined) throw validationError(`${name} is required`);
  return value;
}
