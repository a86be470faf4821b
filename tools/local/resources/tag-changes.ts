import type { Tags } from "./provider";

export interface TagChanges {
  /** Tags that are new or have another value. */
  readonly set: Tags;
  /** Keys to remove. */
  readonly removed: readonly string[];
}

/** What must be done to a resource's tags, which most services can only set and remove one by one. */
export function tagChanges(previous: Tags, wanted: Tags): TagChanges {
  const set = Object.entries(wanted).filter(([key, value]) => previous[key] !== value);
  return {
    set: Object.fromEntries(set),
    removed: Object.keys(previous).filter((key) => !Object.hasOwn(wanted, key)),
  };
}

/** Whether a resource's tags say that it was made for this logical id of this stack. */
export function isOwn(
  tags: Tags | undefined,
  { stackId, logicalId }: { readonly stackId: string; readonly logicalId: string },
): boolean {
  return (
    tags?.["aws:cloudformation:stack-id"] === stackId && tags["aws:cloudformation:logical-id"] === logicalId
  );
}
