import { createHash } from "node:crypto";
import type { Snapshot } from "../model";

/** A digest of code and settings: the same exactly if nothing differs. */
export function fingerprint({ settings, code }: Snapshot): string {
  return createHash("sha256").update(canonical({ settings, code })).digest("hex");
}

/** JSON with sorted keys: the order in which members were given makes no difference. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, member: unknown) =>
    member !== null && typeof member === "object" && !Array.isArray(member)
      ? Object.fromEntries(Object.entries(member).sort(([a], [b]) => (a < b ? -1 : 1)))
      : member,
  );
}
