import { listEnvironments } from "../../bucket/environment/listed";
import type { Context } from "../../context/context";
import type { Asked } from "../../plan/removal/obstacle";
import { planRemoval, type Removal, type RemovalPlan } from "../../plan/removal/plan";
import { settingsOf } from "../environments/settings";
import { forEachInOrder } from "../schedule";
import { contextOf, type Removed, removeEnvironment } from "./remove";
import { type Survey, survey } from "./survey";

/** Environments removed at once: each has several stacks, and CloudFormation takes three writes a second. */
const ENVIRONMENTS_AT_ONCE = 10;

/** What a removal found, and what it is about to do. */
export interface Planned extends RemovalPlan {
  readonly survey: Survey;
  readonly asked: Asked;
}

/**
 * Finds out what to remove in the account and region of a context. It only reads.
 * @param names only these environments; undefined for all
 */
export async function planSweep(context: Context, asked: Asked, names?: readonly string[]): Promise<Planned> {
  const found = await survey(context);
  return {
    ...planRemoval(found.subjects, context.environment, asked, found.now, names),
    survey: found,
    asked,
  };
}

/** Removes the environments of a plan, overlays before their bases, each under its lock. One that fails does not stop the others. */
export async function sweepAll(context: Context, plan: Planned): Promise<readonly Removed[]> {
  const { removals, survey: found, asked } = plan;
  const ended = new Map<string, Removed>();
  const byName = new Map(removals.map((removal) => [removal.subject.name, removal]));
  const planned = { etags: found.etags, going: new Set(byName.keys()) };
  const needs = ({ after }: Removal): Removal[] => after.flatMap((name) => byName.get(name) ?? []);
  await forEachInOrder(removals, needs, ENVIRONMENTS_AT_ONCE, async ({ subject, after }) => {
    const { name, settings } = subject;
    if (!settings) return;
    const staying = after.filter((one) => ended.get(one)?.how !== "removed");
    const removed: Removed =
      staying.length > 0
        ? { name, how: "kept", obstacle: { reason: "base", overlays: staying }, services: [], logGroups: [] }
        : await removeEnvironment(
            contextOf(context, settings),
            subject,
            asked,
            mayBeOf(context, found, name),
            planned,
          );
    ended.set(name, removed);
    const how = { removed: "done", kept: "skipped", failed: "failed" } as const;
    context.emit({ type: "done", service: name, how: how[removed.how] });
  });
  // What is gone leaves the index too. It is a cache: otherwise the next list does it.
  if (ended.size > 0) await listEnvironments(context.bucket).catch(() => undefined);
  return removals.flatMap(({ subject }) => ended.get(subject.name) ?? []);
}

/** Another environment that there is, or one that only a person may remove. */
function mayBeOf(context: Context, { subjects }: Survey, name: string): (other: string) => boolean {
  const others = new Set(subjects.map((subject) => subject.name).filter((other) => other !== name));
  return (other) => others.has(other) || settingsOf(context, other)?.ephemeral === false;
}
