import { poll } from "../../aws/client/poll";
import type { Stacks } from "../../aws/cloudformation/cloudformation";
import type { Context } from "../../context/context";
import type { ObservedService, ObservedStack } from "../../model/observed";
import { situation } from "../../model/situation";
import { observeService, subjectOf } from "../../observe/service";
import type { PlacedService } from "../../plan/names";

/**
 * Observes a service once its stack is not changing; until then reports who changes it.
 * @param needsTemplate whether the text of the deployed template is needed
 */
export async function observeSettled(
  context: Context,
  desired: PlacedService,
  needsTemplate?: (stack: ObservedStack) => boolean,
): Promise<ObservedService> {
  const subject = subjectOf(desired, needsTemplate);
  for (;;) {
    const observed = await observeService(context.session, subject);
    const { stack } = observed;
    if (!stack || situation(stack.status) !== "moving") return observed;
    const who = await holder(context.session.stacks, stack.id);
    context.emit({
      type: "waiting",
      service: desired.service,
      stack: stack.name,
      status: stack.status,
      ...who,
    });
    await settledStack(context, stack.id);
  }
}

/** The stack once it is not changing; undefined if it was deleted. */
function settledStack(context: Context, id: string): Promise<ObservedStack | undefined> {
  return poll(async () => {
    const stack = await context.session.stacks.describe(id);
    if (stack && situation(stack.status) === "moving") return undefined;
    return { stack };
  }, context.signal).then(({ stack }) => stack);
}

/** Who started the stack's newest operation and when, as far as its events show. */
async function holder(stacks: Stacks, stackId: string): Promise<{ by?: string; since?: Date }> {
  for await (const { token, time } of stacks.events(stackId)) {
    return { ...(token === undefined ? {} : { by: token }), ...(time === undefined ? {} : { since: time }) };
  }
  return {};
}
