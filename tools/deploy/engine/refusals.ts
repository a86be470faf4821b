import { FerryError } from "../error";
import type { StackPlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";

/**
 * Refuses, before any write, an update that CloudFormation would certainly fail half-way and roll back.
 * @throws FerryError `StackRefused`
 */
export function requirePossible(
  { action, first, desired }: StackPlan,
  changes: TemplateDifference | undefined,
): void {
  // A stack that is deleted first has no conflicting names or immutable properties.
  if (action !== "update" || first?.action === "delete") return;
  const refused = changes?.resources.flatMap(({ logicalId, type, refused }) =>
    refused ? [{ name: `${logicalId} (${type})`, ...refused }] : [],
  );
  if (!refused || refused.length === 0) return;
  throw new FerryError(
    "StackRefused",
    `CloudFormation would reject the update of ${desired.name}: ${refused.map(({ name, why }) => `${name}: ${why}`).join("; ")}`,
    {
      next: [
        ...new Set(
          refused.map(({ name, instead }) => (refused.length > 1 ? `${name}: ${instead}` : instead)),
        ),
      ].join("; "),
    },
  );
}
