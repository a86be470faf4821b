import { list } from "../../template/list";
import { getAttTarget, resourcesOf, type Template } from "../../template/template";
import type { StackTrigger } from "../../template/trigger";
import type { ServiceTriggers } from "../probe/loading";
import type { Fault } from "../report/report";

/**
 * Events that a rule of the stack puts into a queue of the function, and that the queue's handler does not take: each would become a dead
 * letter, or, if its type is misspelt, no event would ever come.
 */
export function queueEventFaults(
  template: Template,
  triggers: readonly StackTrigger[],
  { accepts }: ServiceTriggers,
): Fault[] {
  return triggers.flatMap(({ kind, key, where }) => {
    const taken = kind === "queue" ? accepts[key] : undefined;
    // One that holds messages of a schema of its own may get what a rule has transformed.
    if (taken === undefined) return [];
    const queue = getAttTarget(template.Resources?.[where]?.Properties?.EventSourceArn);
    return rulesInto(template, queue).flatMap(({ rule, types }) =>
      types
        .filter((type) => !taken.includes(type))
        .map((type) => ({
          where: rule,
          what: `the stack puts ${type} into the queue ${key}, and the code takes only ${taken.join(", ")} from it`,
          next: 'correct the name in "from" in stack.ts, or name the event in queue(…) of defineService',
        })),
    );
  });
}

/** The rules that lead into a queue, and the event types that they name. */
function rulesInto(template: Template, queue: string | undefined): { rule: string; types: string[] }[] {
  return resourcesOf(template, "AWS::Events::Rule")
    .filter(([, { Properties }]) =>
      list(Properties?.Targets).some(
        (target) => queue !== undefined && getAttTarget((target as { Arn?: unknown }).Arn) === queue,
      ),
    )
    .map(([rule, { Properties }]) => {
      const pattern = Properties?.EventPattern as Record<string, unknown> | undefined;
      return { rule, types: list(pattern?.["detail-type"]).filter((type) => typeof type === "string") };
    });
}
