import type { Style } from "../../../../terminal/style";
import type { ServiceOutcome } from "../../../context/outcome";
import type { Report } from "../report";
import { count, duration, size } from "../units";
import { type BlockForm, block } from "./block";

/** How a verb sums up what became of the services. */
export interface SummaryForm extends BlockForm {
  /** What the last line counts: `3 changes`. */
  readonly total: (report: Report) => string;
}

/** Unchanged services that are shown one by one; more are only counted. */
const UNCHANGED_SHOWN = 3;

/**
 * What a command did, or would do: a block per service and the sum. What needs attention comes last, where the reader is at the end:
 * unchanged services come first, and are one line where they are many; then those that changed, were skipped, failed.
 */
export function summary(
  outcomes: readonly ServiceOutcome[],
  totals: Report,
  form: SummaryForm,
  style: Style,
): string {
  const groups = Map.groupBy(outcomes, (outcome) => attention(outcome, form));
  const unchanged = groups.get("unchanged") ?? [];
  const many = unchanged.length > UNCHANGED_SHOWN;
  const rest = (["changed", "skipped", "failed"] as const).flatMap((kind) => groups.get(kind) ?? []);
  return [
    ...(many ? [style.colors.dim(`${unchanged.length} services unchanged`)] : []),
    ...[...(many ? [] : unchanged), ...rest].map((outcome) => block(outcome, totals.env, form, style)),
    sum(totals, form, style),
  ].join("\n");
}

/** What a command would do, without a sum: it has not ended. */
export function planned(
  outcomes: readonly ServiceOutcome[],
  env: string,
  form: BlockForm | undefined,
  style: Style,
): string {
  return outcomes.map((outcome) => block(outcome, env, { ...form, planned: true }, style)).join("\n");
}

/** How many stacks and functions a command changed, or would change. */
export function changesIn({ services }: Report): number {
  return services
    .flatMap(({ stack, functions }) => [
      stack,
      ...(stack.protect ? [{ action: "update" }] : []),
      ...functions,
    ])
    .filter(({ action }) => action !== "none").length;
}

function attention(
  { error, skipped, unfinished, stack, functions, seed }: ServiceOutcome,
  { rows }: SummaryForm,
): "unchanged" | "changed" | "skipped" | "failed" {
  if (error) return "failed";
  if (skipped) return "skipped";
  // Its rows are to be read, although nothing changes.
  if (rows) return "changed";
  if (unfinished || functions.some(({ drift }) => drift.length > 0)) return "changed";
  const still = !stack.protect && !seed && [stack, ...functions].every(({ action }) => action === "none");
  return still ? "unchanged" : "changed";
}

function sum(report: Report, { total }: SummaryForm, { colors }: Style): string {
  const { downloadedBytes, apiCalls, durationMs } = report;
  const parts = [
    total(report),
    ...(downloadedBytes > 0 ? [`downloaded ${size(downloadedBytes)}`] : []),
    count(apiCalls.total, "call"),
    duration(durationMs),
  ];
  return colors.dim(parts.join(" · "));
}
