import type { Place, Subject } from "./subject";

/** Why an environment is not removed. */
export type Obstacle =
  /** No entry of environments.json covers it. */
  | { readonly reason: "unknown" }
  /** environments.json has it in another account or region. */
  | { readonly reason: "elsewhere" }
  | { readonly reason: "protected" }
  | { readonly reason: "permanent" }
  /** Stacks of it have termination protection. */
  | { readonly reason: "termination-protection"; readonly stacks: readonly string[] }
  /** It has stacks and no record. */
  | { readonly reason: "unrecorded" }
  | { readonly reason: "unreadable" }
  /** Its record has no expiry, or none that is a time. */
  | { readonly reason: "unlimited" }
  | { readonly reason: "unexpired"; readonly expires: string }
  /** Locks of these services are held. */
  | { readonly reason: "busy"; readonly services: readonly string[] }
  /** Overlays that stay rest on it. */
  | { readonly reason: "base"; readonly overlays: readonly string[] };

/** What is to be removed: what has expired, with or without stacks that no record knows; or an environment asked for by name. */
export type Asked = "expired" | "expired and orphans" | "named";

/**
 * Why an environment may not be removed, by itself; undefined if it may. environments.json decides first: no record can make a
 * protected environment removable.
 * @param now by S3's clock
 */
export function obstacleTo(subject: Subject, place: Place, asked: Asked, now: Date): Obstacle | undefined {
  const { settings, stacks } = subject;
  if (!settings || settings.name !== subject.name) return { reason: "unknown" };
  if (!isAt(settings, place)) return { reason: "elsewhere" };
  if (settings.protected) return { reason: "protected" };
  if (!settings.ephemeral && asked !== "named") return { reason: "permanent" };
  const kept = stacks.filter(({ terminationProtected }) => terminationProtected);
  if (kept.length > 0) return { reason: "termination-protection", stacks: kept.map(({ name }) => name) };
  return asked === "named" ? undefined : notYet(subject, asked, now);
}

/** A removal that has begun is finished, even if its expiry was pushed on since: what it deleted is missing. */
function notYet({ record, stacks }: Subject, asked: Asked, now: Date): Obstacle | undefined {
  if (record === "unreadable") return { reason: "unreadable" };
  // Without stacks there is nothing but what is left of a removal.
  if (record === undefined)
    return stacks.length > 0 && asked !== "expired and orphans" ? { reason: "unrecorded" } : undefined;
  if (record.removing) return undefined;
  const expires = Date.parse(record.expires ?? "");
  if (Number.isNaN(expires)) return { reason: "unlimited" };
  return expires > now.getTime() ? { reason: "unexpired", expires: record.expires ?? "" } : undefined;
}

function isAt(settings: Place, { account, region, endpoint }: Place): boolean {
  return settings.account === account && settings.region === region && settings.endpoint === endpoint;
}
