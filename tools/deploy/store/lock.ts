import { z } from "zod";
import type { StoredText } from "../aws/s3";
import { hasEnded } from "./process";

/** Body of a lock: `environments/<env>/locks/<service>.json`. */
const lockSchema = z.looseObject({
  version: z.literal(1),
  /** Of this hold of the lock. */
  id: z.string(),
  holder: z.object({
    user: z.string(),
    host: z.string(),
    machine: z.string(),
    pid: z.number().int(),
    started: z.string(),
  }),
  /** The verb that runs. */
  command: z.string(),
  since: z.iso.datetime(),
  /** Counts the renewals. S3's ETag is a hash of the body, so that without it a renewal would be no change to those who look. */
  renewal: z.number().int(),
});

export type Lock = Readonly<z.infer<typeof lockSchema>>;

/** How long a lock lasts after it was taken or renewed, in milliseconds, by S3's clock. */
export const LEASE = 30_000;

/** S3 tells times in whole seconds. */
const PRECISION = 1_000;

/** Key of the lock of a service in an environment. */
export function lockKey(environment: string, service: string): string {
  return `environments/${environment}/locks/${service}.json`;
}

/** Undefined for what is not a lock of this version: it lasts as long as one, and nobody knows whose it is. */
export function parseLock(text: string): Lock | undefined {
  try {
    return lockSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}

/** Why a lock may be taken from its holder. */
export type Takeover = "ended" | "expired" | "forced";

/** Undefined while the holder is to be waited for. */
export function takeover(found: StoredText, lock: Lock | undefined, force: boolean): Takeover | undefined {
  if (lock && hasEnded(lock.holder)) return "ended";
  if (found.now.getTime() - found.lastModified.getTime() > LEASE + PRECISION) return "expired";
  return force ? "forced" : undefined;
}

/** Whose lock it is, for people: `alice on laptop (deploy, process 4711) since …`. */
export function describeLock(lock: Lock | undefined): string {
  if (!lock) return "someone whom it does not name";
  const { user, host, pid } = lock.holder;
  return `${user} on ${host} (${lock.command}, process ${pid}) since ${lock.since}`;
}
