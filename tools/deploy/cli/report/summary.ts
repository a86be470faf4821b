import type { Style } from "../../../terminal/style";
import type { AnyOutcome } from "../../context/outcome";
import { block } from "./block";
import type { Report } from "./report";
import { count, duration, size } from "./units";

/** Unchanged services that are told one by one; of more only the number is told. */
const UNCHANGED_TOLD = 3;

/**
 * What a command did, or would do: a block per service and the sum. What needs attention stands where the eye is at the end:
 * unchanged services come first, and are one line where they are many; then those that changed, were skipped, failed.
 */
export function summary(outcomes: readonly AnyOutcome[], totals: Report, style: Style): string {
  const groups = Map.groupBy(outcomes, (outcome) => attention(outcome, totals.command));
  const unchanged = groups.get("unchanged") ?? [];
  const many = unchanged.length > UNCHANGED_TOLD;
  const rest = (["changed", "skipped", "failed"] as const).flatMap((kind) => groups.get(kind) ?? []);
  return [
    ...(many ? [style.colors.dim(`${unchanged.length} services unchanged`)] : []),
    ...[...(many ? [] : unchanged), ...rest].map((outcome) => block(outcome, totals, style)),
    sum(totals, style),
  ].join("\n");
}

/** What a command would do, without a sum: it has not ended. */
export function planned(outcomes: readonly AnyOutcome[], env: string, style: Style): string {
  return outcomes.map((outcome) => block(outcome, { env, command: "plan" }, style)).join("\n");
}

function attention(
  { error, skipped, unfinished, stack, functions }: AnyOutcome,
  command: Report["command"],
): "unchanged" | "changed" | "skipped" | "failed" {
  if (error) return "failed";
  if (skipped) return "skipped";
  // What versions there are is to be read, although nothing changes.
  if (command === "history" || command === "rollback") return "changed";
  if (unfinished || functions.some(({ drift }) => drift.length > 0)) return "changed";
  const still = !stack.protect && [stack, ...functions].every(({ action }) => action === "none");
  return still ? "unchanged" : "changed";
}

function sum(
  { command, services, uploadedBytes, downloadedBytes, apiCalls, durationMs }: Report,
  { colors }: Style,
): string {
  const changes = services
    .flatMap(({ stack, functions }) => [
      stack,
      ...(stack.protect ? [{ action: "update" }] : []),
      ...functions,
    ])
    .filter(({ action }) => action !== "none");
  const parts: string[] = [];
  if (command === "history") {
    const versions = services.flatMap(({ functions }) => functions).flatMap((entry) => entry.versions ?? []);
    parts.push(count(versions.length, "version"));
  } else if (command === "deploy") parts.push(`uploaded ${size(uploadedBytes)}`);
  else if (command === "plan")
    parts.push(changes.length === 0 ? "nothing to deploy" : `${count(changes.length, "change")} to deploy`);
  else parts.push(`${count(changes.length, "change")}`);
  if (downloadedBytes > 0) parts.push(`downloaded ${size(downloadedBytes)}`);
  parts.push(count(apiCalls.total, "call"), duration(durationMs));
  return colors.dim(parts.join(" · "));
}
