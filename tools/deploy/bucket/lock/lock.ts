import { z } from "zod";
import type { StoredText } from "../../aws/s3/s3";
import { hasEnded } from "./process";

/** Body of a lock: `environments/<env>/locks/<service>.json`. */
const lockSchema = z.looseObject({
  version: z.literal(1),
  /** Unique for each acquisition of the lock. */
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
  /** Counts the renewals. S3's ETag is a hash of the body, so without this a renewal would not change it. */
  renewal: z.number().int(),
});

export type Lock = Readonly<z.infer<typeof lockSchema>>;

/** How long a lock is valid after it was acquired or renewed, in milliseconds, by S3's clock. */
export const LEASE = 30_000;

/** S3 reports times in whole seconds. */
const PRECISION = 1_000;

/** A lock object that this deployer cannot read: damaged, or of a newer version. */
export class Unreadable {
  /** @param problem as a clause: `it is not JSON` */
  constructor(readonly problem: string) {}
}

/** Parses the body of a lock. */
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
    return new Unreadable(`it has version ${version}, and this deployer reads version 1`);
  const [issue] = error.issues;
  return new Unreadable(`${z.core.toDotPath(issue?.path ?? []) || "the document"}: ${issue?.message}`);
}

/** Why a lock may be taken over from its holder. */
export type Takeover = "ended" | "expired" | "forced";

/** Undefined if the lock is still held. An unreadable lock has no known expiry, so only force takes it over. */
export function takeover(found: StoredText, lock: Lock | Unreadable, force: boolean): Takeover | undefined {
  if (lock instanceof Unreadable) return force ? "forced" : undefined;
  if (hasEnded(lock.holder)) return "ended";
  if (found.now.getTime() - found.lastModified.getTime() > LEASE + PRECISION) return "expired";
  return force ? "forced" : undefined;
}

/** The lock's holder, for messages: `alice on laptop (deploy, process 4711) since …`. */
export function describeLock(lock: Lock | Unreadable): string {
  if (lock instanceof Unreadable) return `an unknown holder, whose lock cannot be read (${lock.problem})`;
  const { user, host, pid } = lock.holder;
  return `${user} on ${host} (${lock.command}, process ${pid}) since ${lock.since}`;
}
