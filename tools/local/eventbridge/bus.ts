import { busNotFound } from "./errors";
import type { Place } from "./rules";

/** @throws AwsError `ResourceNotFoundException` for any bus but the default one, by name or by ARN */
export function checkBus(name: string | undefined, { region, accountId }: Place): void {
  const arn = `arn:aws:events:${region}:${accountId}:event-bus/default`;
  if (name !== undefined && name !== "default" && name !== arn) throw busNotFound(name);
}
