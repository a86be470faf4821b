import { functionsOf, type StackFunction } from "../../template/function";
import { invocationsOf } from "../../template/invokers";
import { list } from "../../template/list";
import { getAttTarget, type Resource, resourcesOf, type Template } from "../../template/template";
import type { Fault, Report } from "../report/report";

type Properties = Readonly<Record<string, unknown>>;

/** Faults of what is lost without a trace when a function fails for good, and of batches that one failure redelivers as a whole. */
export function failuresOf(template: Template): Report {
  const faults = functionsOf(template).flatMap((lambda) => [
    ...asynchronousFaults(template, lambda),
    ...resourcesOf(template, "AWS::Lambda::EventSourceMapping")
      .filter(([, { Properties }]) => lambda.isTarget(Properties?.FunctionName))
      .flatMap((mapping) => mappingFaults(template, ...mapping)),
  ]);
  return { sections: [], notices: [], faults };
}

function asynchronousFaults(template: Template, lambda: StackFunction): Fault[] {
  const invokers = invocationsOf(template, lambda)
    .filter(({ invoker }) => invoker.isAsynchronous)
    .map(({ where }) => where);
  const kept = resourcesOf(template, "AWS::Lambda::EventInvokeConfig").some(
    ([, { Properties }]) => lambda.isTarget(Properties?.FunctionName) && onFailure(Properties) !== undefined,
  );
  if (invokers.length === 0 || kept || lambda.properties.DeadLetterConfig !== undefined) return [];
  return [
    {
      where: lambda.id,
      what: `${invokers.join(", ")} invoke it asynchronously, and an event that it cannot handle is lost`,
      next: "give it an AWS::Lambda::EventInvokeConfig with an OnFailure destination, as ServiceFunction of platform/constructs does",
    },
  ];
}

function mappingFaults(template: Template, where: string, { Properties = {} }: Resource): Fault[] {
  const faults: Fault[] = [];
  const [source = ""] = getAttTarget(Properties.EventSourceArn)?.split(".") ?? [];
  const queue = template.Resources?.[source];
  if (queue?.Type !== "AWS::SQS::Queue") {
    if (onFailure(Properties) === undefined) {
      faults.push({
        where,
        what: "what the function cannot handle is lost, once it has been retried",
        next: "set an OnFailure destination in DestinationConfig",
      });
    }
  } else if (queue.Properties?.RedrivePolicy === undefined) {
    faults.push({
      where: source,
      what: "a message that the function cannot handle is redelivered until it expires, and is then lost",
      next: "set a RedrivePolicy with a dead-letter queue",
    });
  }
  if (!list(Properties.FunctionResponseTypes).includes("ReportBatchItemFailures")) {
    faults.push({
      where,
      what: "one failure redelivers the whole batch",
      next: "set FunctionResponseTypes to ReportBatchItemFailures, by which defineService says what failed",
    });
  }
  return faults;
}

function onFailure(properties: Properties | undefined): unknown {
  const config = properties?.DestinationConfig as { OnFailure?: { Destination?: unknown } } | undefined;
  return config?.OnFailure?.Destination;
}
