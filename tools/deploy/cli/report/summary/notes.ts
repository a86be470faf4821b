import { oneLine } from "../../../../terminal/harmless";
import type { Style } from "../../../../terminal/style";
import type { DeployNotes } from "../../../engine/deploy";

/** Names in a line before the others are only counted. */
const NAMED = 5;

/** What a deploy has noticed besides, a line each. */
export function noteLines(
  { recordRebuilt, expired = [], leftBehind = [] }: DeployNotes,
  env: string,
  { colors }: Style,
): string[] {
  const more = expired.length - NAMED;
  const names = `${expired.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return [
    ...(recordRebuilt === undefined
      ? []
      : [`${colors.yellow(`the record of ${env} was written again`)}: ${recordRebuilt}`]),
    ...(expired.length === 0
      ? []
      : [
          `${colors.yellow("expired:")} ${names}; to remove what has expired: ./bazelw run //:env -- sweep --env ${env}`,
        ]),
    ...leftBehind.map(
      ({ stack, service, environment, of, exports }) =>
        `${colors.yellow(`${stack} still has the earlier value`)} of ${exports.join(", ")} of ${of}; deploy ${service} again (--env ${environment})`,
    ),
  ].map(oneLine);
}
