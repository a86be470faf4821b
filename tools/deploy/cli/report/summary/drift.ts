import type { Drift } from "../../../plan/drift";

/** A drift in a few words. */
export function driftText(drift: Drift): string {
  switch (drift.kind) {
    case "alias":
      return drift.to === null
        ? `alias live was deleted outside Ferry: it was on ${drift.from}`
        : `alias live was changed outside Ferry: ${drift.from} → ${drift.to}`;
    case "code":
      return "the code of $LATEST is not what was deployed";
    case "configuration":
      return `the configuration differs${drift.settings.length === 0 ? "" : ` (${drift.settings.join(", ")})`}`;
  }
}
