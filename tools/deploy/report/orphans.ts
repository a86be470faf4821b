import type { Style } from "../../terminal/style";
import type { Orphan } from "../run/orphan";

/** The services that no manifest has, a line each with the command that deletes it. */
export function orphanLines(orphans: readonly Orphan[], env: string, { colors }: Style): string {
  return orphans
    .map(
      ({ service, stack }) =>
        `${colors.yellow(`no longer in this repository: ${service}`)} (stack ${stack}); to delete it: ./bazelw run //:destroy -- --orphan ${service} --env ${env}`,
    )
    .join("\n");
}
