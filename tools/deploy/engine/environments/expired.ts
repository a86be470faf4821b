import { listEnvironments } from "../../bucket/environment/listed";
import type { Context } from "../../context/context";
import { hasExpired } from "../../environment/expiry";
import { settingsOf } from "./settings";

/**
 * Other environments of the account and region that have expired, for a deploy to an ephemeral one: by few calls, which never fail
 * it.
 */
export async function expiredBeside(context: Context): Promise<readonly string[]> {
  const { bucket, environment } = context;
  if (!environment.ephemeral) return [];
  try {
    const { environments, now } = await listEnvironments(bucket);
    return environments
      .filter(
        ({ name, record }) =>
          name !== environment.name && typeof record === "object" && hasExpired(record, now),
      )
      .map(({ name }) => name)
      .filter((name) => settingsOf(context, name)?.ephemeral);
  } catch {
    return [];
  }
}
