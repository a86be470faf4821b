import { shortHex } from "../../../../terminal/short-hex";
import type { Style } from "../../../../terminal/style";
import type { Orphan } from "../../../context/orphan";

/**
 * The services that no manifest has, a line each with the command that deletes it. The time and the commit say whether it was removed, or came
 * after what is checked out here.
 */
export function orphanLines(orphans: readonly Orphan[], env: string, { colors }: Style): string {
  return orphans
    .map(({ service, stack, at, commit }) => {
      const from = commit === null ? "" : ` from commit ${shortHex(commit)}`;
      return `${colors.yellow(`not in this repository: ${service}`)} (stack ${stack}, deployed at ${at}${from}); if it was removed: ./bazelw run //:destroy -- --orphan ${service} --env ${env}`;
    })
    .join("\n");
}
