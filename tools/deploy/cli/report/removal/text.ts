import { indented, oneLine } from "../../../../terminal/harmless";
import type { Style } from "../../../../terminal/style";
import type { ServiceRun } from "../../../context/service-run";
import type { Removed } from "../../../engine/removal/remove";
import type { Obstacle } from "../../../plan/removal/obstacle";
import { count } from "../units";
import { reasonOf, remedyOf } from "./reason";

/** Reasons that need no line: they are as they should be. */
const EXPECTED: ReadonlySet<Obstacle["reason"]> = new Set([
  "unknown",
  "elsewhere",
  "protected",
  "permanent",
  "unexpired",
]);

/** What a removal did, or would do, and what it kept, a line for each environment and for each stack that stays. */
export function removalText(ended: readonly Removed[], planned: boolean, { colors }: Style): string {
  const lines = ended.flatMap((one): string[] => {
    const { name, how, obstacle, error } = one;
    if (obstacle)
      return EXPECTED.has(obstacle.reason)
        ? []
        : [
            `${name}: ${colors.yellow("kept")}, ${oneLine(`${reasonOf(obstacle)}: ${remedyOf(name, obstacle)}`)}`,
          ];
    if (how === "removed")
      return [`${name}: ${planned ? "would be removed" : colors.green("removed")}${held(one)}`];
    return [
      `${name}: ${colors.red("not removed completely")}; to go on: ./bazelw run //:env -- destroy ${name}`,
      ...(error ? [indented(`  ${error.message}${error.next ? `: ${error.next}` : ""}`, "    ")] : []),
      ...staying(one).map(({ desired, error: why, skipped }) => {
        const { message = "", next = "" } = why ?? skipped?.error ?? {};
        return indented(`  ${desired.stack.name} stays: ${message}; ${next}`, "    ");
      }),
    ];
  });
  const quiet = ended.filter(({ obstacle }) => obstacle && EXPECTED.has(obstacle.reason));
  if (lines.length === 0) lines.push("there is nothing to remove");
  if (planned)
    lines.push(
      ...quiet.flatMap(({ name, obstacle }) =>
        obstacle ? [oneLine(`${name}: kept, ${reasonOf(obstacle)}`)] : [],
      ),
    );
  else if (quiet.length > 0) lines.push(`${count(quiet.length, "environment")} kept${tally(quiet)}`);
  return lines.join("\n");
}

function held({ services, logGroups }: Removed): string {
  const parts = [
    ...(services.length > 0 ? [count(services.length, "stack")] : []),
    ...(logGroups.length > 0 ? [count(logGroups.length, "log group")] : []),
  ];
  return parts.length > 0 ? `, ${parts.join(" and ")}` : "";
}

/** Services whose stacks are not gone. */
export function staying({ services }: Removed): readonly ServiceRun[] {
  return services.filter(({ error, skipped }) => error ?? skipped);
}

const SHORT: Partial<Record<Obstacle["reason"], string>> = {
  unknown: "not in environments.json",
  elsewhere: "of another account or region",
  protected: "protected",
  permanent: "not ephemeral",
  unexpired: "not expired",
};

function tally(kept: readonly Removed[]): string {
  const counts = Object.entries(SHORT).flatMap(([reason, short]) => {
    const number = kept.filter(({ obstacle }) => obstacle?.reason === reason).length;
    return number > 0 ? [`${number} ${short}`] : [];
  });
  return `: ${counts.join(", ")}`;
}
