import type { Drift } from "../../plan/drift";

/** A drift in a few words. */
export function driftText(drift: Drift): string {
  switch (drift.kind) {
    case "alias":
      return drift.to === null
        ? `the alias live is gone: it was on ${drift.from}`
        : `the alias live was moved by someone from ${drift.from} to ${drift.to}`;
    case "code":
      return "the code of $LATEST is not what was deployed";
    case "configuration":
      return `the configuration differs${drift.settings.length === 0 ? "" : ` (${drift.settings.join(", ")})`}`;
  }
}
