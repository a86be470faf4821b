import { mappingOf } from "./event-source-mapping";
import type { StackFunction } from "./function";
import { list } from "./list";
import { patternOf } from "./pattern";
import { type Resource, refTarget, resourcesOf, type Template } from "./template";
import type { Found } from "./trigger";
import { keyOf } from "./trigger-key";

type Properties = Readonly<Record<string, unknown>>;

/** Reads what invokes a function from the properties of a resource: nothing, if it is another function. */
type Reader = (id: string, properties: Properties, template: Template, lambda: StackFunction) => Found[];

/** How each resource type that invokes functions says whom, and by what name the runtime knows it. */
const READERS: Readonly<Record<string, Reader>> = {
  "AWS::ApiGatewayV2::Route": (id, { RouteKey, Target }, template, { isTarget }) => {
    const integrations = resourcesOf(template, "AWS::ApiGatewayV2::Integration");
    const leads = integrations.some(
      ([integration, { Properties }]) =>
        patternOf(Target) === `integrations/\${${integration}}` && isTarget(Properties?.IntegrationUri),
    );
    return leads ? [{ kind: "http", key: patternOf(RouteKey), where: id }] : [];
  },
  "AWS::Lambda::Url": (id, { TargetFunctionArn }, _, { isTarget }) =>
    isTarget(TargetFunctionArn) ? [{ kind: "http", key: "$default", where: id }] : [],
  "AWS::Lambda::EventSourceMapping": (id, properties, template, lambda) =>
    lambda.isTarget(properties.FunctionName) ? [mappingOf(id, properties, template, lambda)] : [],
  "AWS::Events::Rule": (id, properties, _, lambda) =>
    list(properties.Targets).some((target) => lambda.isTarget((target as { Arn?: unknown }).Arn))
      ? ruleOf(id, properties, lambda)
      : [],
  "AWS::Scheduler::Schedule": (id, { Name, Target }, _, lambda) =>
    lambda.isTarget((Target as { Arn?: unknown }).Arn)
      ? [keyOf({ kind: "schedules", where: id, name: Name, lambda })]
      : [],
  "AWS::SNS::Subscription": (id, { Endpoint, TopicArn }, template, lambda) => {
    if (!lambda.isTarget(Endpoint)) return [];
    const topic: Resource | undefined = template.Resources?.[refTarget(TopicArn) ?? ""];
    return [
      keyOf({ kind: "topics", where: id, name: topic ? topic.Properties?.TopicName : TopicArn, lambda }),
    ];
  },
};

/** All that a template says invokes a function. */
export function triggersOf(template: Template, lambda: StackFunction): Found[] {
  return Object.entries(READERS).flatMap(([type, read]) =>
    resourcesOf(template, type).flatMap(([id, { Properties = {} }]) =>
      read(id, Properties, template, lambda),
    ),
  );
}

/** A rule of EventBridge delivers events of the types that its pattern names, or is an old kind of schedule. */
function ruleOf(id: string, properties: Properties, lambda: StackFunction): Found[] {
  if (properties.ScheduleExpression !== undefined)
    return [keyOf({ kind: "schedules", where: id, name: properties.Name, lambda })];
  const types = list((properties.EventPattern as Record<string, unknown> | undefined)?.["detail-type"]);
  if (types.length === 0)
    return [{ where: id, what: "its pattern names no detail-type, so it delivers events of any type" }];
  return types.map((type) =>
    typeof type === "string"
      ? { kind: "events", key: type, where: id }
      : { where: id, what: `its pattern matches detail-type by ${JSON.stringify(type)}` },
  );
}
