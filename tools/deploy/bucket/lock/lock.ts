import { z } from "zod";
import type { StoredText } from "../../aws/s3/s3";
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

/** What stands in the place of a lock and is none of this version: damaged, or of a newer deployer. */
export class Unreadable {
  /** @param problem as a clause: `it is not JSON` */
  constructor(readonly problem: string) {}
}

/** Reads the body of a lock. */
export function parseLock(text: string): Lock | Unreadable {
  if (text.trim() === "") return new Unreadable("it is empty");
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return new Unreadable("it is not JSON");
  }
  const { success, data, error } = lockSchema.safeParse(value);
  if (success) return data;
  const version = z.looseObject({ version: z.number() }).safeParse(value).data?.version;
  if (version !== undefined && version !== 1)
    return new Unreadable(`it is of version ${version}, and this deployer knows version 1`);
  const [issue] = error.issues;
  return new Unreadable(`${z.core.toDotPath(issue?.path ?? []) || "the document"}: ${issue?.message}`);
}

/** Why a lock may be taken from its holder. */
export type Takeover = "ended" | "expired" | "forced";

/**
 * Undefined while the holder is to be waited for. How long a lock lasts that cannot be read is not known: only force takes it.
 */
export function takeover(found: StoredText, lock: Lock | Unreadable, force: boolean): Takeover | undefined {
  if (lock instanceof Unreadable) return force ? "forced" : undefined;
  if (hasEnded(lock.holder)) return "ended";
  if (found.now.getTime() - found.lastModified.getTime() > LEASE + PRECISION) return "expired";
  return force ? "forced" : undefined;
}

/** Whose lock it is, for people: `alice on laptop (deploy, process 4711) since …`. */
export function describeLock(lock: Lock | Unreadable): string {
  if (lock instanceof Unreadable) return `someone whose lock cannot be read (${lock.problem})`;
  const { user, host, pid } = lock.holder;
  return `${user} on ${host} (${lock.command}, process ${pid}) since ${lock.since}`;
}
