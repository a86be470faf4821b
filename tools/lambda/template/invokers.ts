import { patternOf } from "../../cloudformation/pattern";
import { mappingOf } from "./event-source-mapping";
import type { StackFunction } from "./function";
import { list } from "./list";
import { refTarget, resourcesOf, type Template } from "./template";
import type { Found } from "./trigger";
import { keyOf } from "./trigger-key";

type Properties = Readonly<Record<string, unknown>>;

/** A resource that invokes a function. */
interface Invocation {
  /** Its logical id. */
  readonly where: string;
  readonly properties: Properties;
  readonly template: Template;
  readonly lambda: StackFunction;
}

/** How resources of one type make something invoke functions. */
interface Invoker {
  /** The values that lead to the functions. */
  readonly targets: (properties: Properties, template: Template) => readonly unknown[];
  /** The triggers that it is; nothing for one that only belongs to a trigger, or that the runtime does not know. */
  readonly read?: (invocation: Invocation) => readonly Found[];
  /** The outcome of its invocations goes nowhere by default. */
  readonly isAsynchronous?: true;
  /** It names the alias by another property than the function. */
  readonly hasQualifier?: true;
}

/** The resource types that make something invoke a function. */
export const INVOKERS: Readonly<Record<string, Invoker>> = {
  "AWS::ApiGatewayV2::Integration": { targets: ({ IntegrationUri }) => [IntegrationUri] },
  "AWS::ApiGatewayV2::Route": {
    targets: ({ Target }, template) =>
      resourcesOf(template, "AWS::ApiGatewayV2::Integration")
        .filter(([integration]) => patternOf(Target) === `integrations/\${${integration}}`)
        .map(([, { Properties }]) => Properties?.IntegrationUri),
    read: ({ where, properties: { RouteKey } }) => [{ kind: "http", key: patternOf(RouteKey), where }],
  },
  "AWS::Lambda::Url": {
    targets: ({ TargetFunctionArn }) => [TargetFunctionArn],
    read: ({ where }) => [{ kind: "http", key: "$default", where }],
    hasQualifier: true,
  },
  "AWS::Lambda::EventSourceMapping": {
    targets: ({ FunctionName }) => [FunctionName],
    read: ({ where, properties, template, lambda }) => [mappingOf(where, properties, template, lambda)],
  },
  "AWS::Lambda::Permission": { targets: ({ FunctionName }) => [FunctionName] },
  "AWS::Events::Rule": {
    targets: ({ Targets }) => list(Targets).map((target) => (target as { Arn?: unknown }).Arn),
    read: readRule,
    isAsynchronous: true,
  },
  "AWS::Pipes::Pipe": { targets: ({ Enrichment, Target }) => [Enrichment, Target] },
  "AWS::Scheduler::Schedule": {
    targets: ({ Target }) => [(Target as { Arn?: unknown } | undefined)?.Arn],
    read: ({ where, properties: { Name }, lambda }) => [
      keyOf({ kind: "schedule", where, name: Name, lambda }),
    ],
    isAsynchronous: true,
  },
  "AWS::SNS::Subscription": {
    targets: ({ Endpoint }) => [Endpoint],
    read: ({ where, properties: { TopicArn }, template, lambda }) => {
      const topic = template.Resources?.[refTarget(TopicArn) ?? ""];
      const name = topic ? topic.Properties?.TopicName : TopicArn;
      return [keyOf({ kind: "topic", where, name, lambda })];
    },
    isAsynchronous: true,
  },
};

/** The resources of a template that invoke a function, with how those of their type do it. */
export function invocationsOf(
  template: Template,
  lambda: StackFunction,
): (Invocation & { readonly invoker: Invoker })[] {
  return Object.entries(INVOKERS).flatMap(([type, invoker]) =>
    resourcesOf(template, type)
      .map(([where, { Properties: properties = {} }]) => ({ where, properties, template, lambda, invoker }))
      .filter(({ properties }) => invoker.targets(properties, template).some(lambda.isTarget)),
  );
}

/** The triggers of a function, by all that a template says invokes it. */
export function triggersOf(template: Template, lambda: StackFunction): Found[] {
  return invocationsOf(template, lambda).flatMap(({ invoker, ...invocation }) =>
    invoker.read ? invoker.read(invocation) : [],
  );
}

/** A rule of EventBridge delivers events of the types that its pattern names, or is an old kind of schedule. */
function readRule({ where, properties, lambda }: Invocation): Found[] {
  if (properties.ScheduleExpression !== undefined)
    return [keyOf({ kind: "schedule", where, name: properties.Name, lambda })];
  const types = list((properties.EventPattern as Record<string, unknown> | undefined)?.["detail-type"]);
  if (types.length === 0)
    return [{ where, what: "its pattern names no detail-type, so it delivers events of any type" }];
  return types.map((type) =>
    typeof type === "string"
      ? { kind: "event", key: type, where }
      : { where, what: `its pattern matches detail-type by ${JSON.stringify(type)}` },
  );
}
