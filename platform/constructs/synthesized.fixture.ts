import { App, BootstraplessSynthesizer, type IReusableStackSynthesizer } from "aws-cdk-lib";
import { CURRENTLY_RECOMMENDED_FLAGS } from "aws-cdk-lib/cx-api";
import { ServiceFunction, type ServiceFunctionProps } from "./service-function";
import { ServiceStack } from "./service-stack";

/** A statement of a policy, with its lists as lists. */
export interface Statement {
  readonly Effect: string;
  readonly Action: readonly string[];
  readonly Resource: readonly unknown[];
  readonly Condition?: Readonly<Record<string, unknown>>;
  readonly Principal?: unknown;
}

export interface Resource {
  readonly Type: string;
  readonly Condition?: string;
  readonly DeletionPolicy?: string;
  readonly DependsOn?: readonly string[];
  // biome-ignore lint/suspicious/noExplicitAny: a template holds whatever its types have
  readonly Properties: Readonly<Record<string, any>>;
}

export interface Template {
  readonly Metadata?: unknown;
  readonly Parameters: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Resources: Readonly<Record<string, Resource>>;
  readonly Outputs?: Readonly<Record<string, unknown>>;
}

/** The template of a stack that one makes in the app it is given; the build synthesizes with the same settings. */
export function synthesized(make: (app: App) => { readonly artifactId: string }): Template {
  const app = new App({
    analyticsReporting: false,
    builtinCloudFormationValidation: false,
    treeMetadata: false,
    defaultStackSynthesizer: new BootstraplessSynthesizer() as IReusableStackSynthesizer,
    postCliContext: { ...CURRENTLY_RECOMMENDED_FLAGS, "@aws-cdk/aws-lambda:useCdkManagedLogGroup": false },
  });
  const { artifactId } = make(app);
  return app.synth().getStackArtifact(artifactId).template as Template;
}

/** The template of the service `shop`, whose function has what `add` gives it. */
export function serviceWith(
  add: (shop: ServiceFunction, stack: ServiceStack) => void,
  props: Partial<ServiceFunctionProps> = {},
): Template {
  return synthesized((app) => {
    const stack = new ServiceStack(app, "shop");
    add(new ServiceFunction(stack, "Shop", { name: "shop", ...props }), stack);
    return stack;
  });
}

/** Resources of one type, with their logical ids. */
export function ofType({ Resources }: Template, type: string): (readonly [string, Resource])[] {
  return Object.entries(Resources).filter(([, { Type }]) => Type === type);
}

/** All statements of a template's policies: those of roles, of queues and of topics. */
export function statements(template: Template): Statement[] {
  return Object.values(template.Resources).flatMap(({ Properties }) => {
    const inline = (Properties.Policies ?? []) as { PolicyDocument: unknown }[];
    const documents = [Properties.PolicyDocument, ...inline.map(({ PolicyDocument }) => PolicyDocument)];
    return documents
      .filter((document) => document !== undefined)
      .flatMap((document) => (document as { Statement: Statement[] }).Statement)
      .map((statement) => ({
        ...statement,
        Action: [statement.Action].flat(),
        Resource: [statement.Resource].flat(),
      }));
  });
}
