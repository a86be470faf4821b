import { FerryError } from "../error";
import type { StackPlan } from "../plan/plan";
import type { TemplateDifference } from "../template/difference/difference";

/**
 * Refuses an update that CloudFormation would refuse for certain, half-way and with a rollback, before anything is written.
 * @throws FerryError `StackRefused`
 */
export function requirePossible(
  { action, first, desired }: StackPlan,
  changes: TemplateDifference | undefined,
): void {
  // What is deleted first has no names, nor anything that cannot be changed.
  if (action !== "update" || first?.action === "delete") return;
  const refused = changes?.resources.flatMap(({ logicalId, type, refused }) =>
    refused ? [{ name: `${logicalId} (${type})`, ...refused }] : [],
  );
  if (!refused || refused.length === 0) return;
  throw new FerryError(
    "StackRefused",
    `CloudFormation would refuse the update of ${desired.name}: ${refused.map(({ name, why }) => `${name}: ${why}`).join("; ")}`,
    {
      next: [
        ...new Set(
          refused.map(({ name, instead }) => (refused.length > 1 ? `${name}: ${instead}` : instead)),
        ),
      ].join("; "),
    },
  );
}
