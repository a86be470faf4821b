import type { AnyOutcome, FunctionOutcome } from "../apply/outcome";
import type { BuildOrigin } from "../artifact/execution-log";
import { type FerryError, isShared } from "../error";
import type { Reason } from "../plan/plan";
import { changeLines } from "./changes";
import { historyRows, rollbackRows } from "./history";
import type { Report } from "./report";
import type { Style } from "./style";
import { table } from "./table";
import { count, duration, size } from "./units";

const REASON: Record<Reason, string> = {
  new: "new",
  code: "code changed",
  configuration: "configuration changed",
  rollback: "",
  none: "",
};

const BUILD: Record<BuildOrigin, string> = {
  built: "built here",
  "remote-cache": "from the remote cache",
  "disk-cache": "from the disk cache",
  "up-to-date": "built before",
  unknown: "",
};

const DONE = { create: "created", update: "updated", delete: "deleted", none: "no change" } as const;
const PLANNED = {
  create: "would be created",
  update: "would be updated",
  delete: "would be deleted",
  none: "no change",
} as const;

/** What a command did, or would do: a block per service and the sum. */
export function summary(outcomes: readonly AnyOutcome[], totals: Report, style: Style): string {
  const blocks = outcomes.map((outcome) => block(outcome, totals, style));
  return [...blocks, sum(totals, style)].join("\n");
}

/** What a command would do, without a sum: it has not ended. */
export function planned(outcomes: readonly AnyOutcome[], env: string, style: Style): string {
  return outcomes.map((outcome) => block(outcome, { env, command: "plan" }, style)).join("\n");
}

function block(outcome: AnyOutcome, { env, command }: Pick<Report, "env" | "command">, style: Style): string {
  const { colors } = style;
  const words = command === "plan" ? PLANNED : DONE;
  const paint = (action: keyof typeof DONE): string =>
    action === "none" ? colors.dim(words[action]) : colors.yellow(words[action]);
  const mark = outcome.error ? `   ${colors.red("failed")}` : "";
  const heading = `${colors.bold(outcome.desired.service)} → ${env}${mark}`;
  if (outcome.error && !outcome.observed) return heading;
  if (command === "rollback" || outcome.functions.some(({ rollback }) => rollback))
    return [heading, ...table(rollbackRows(outcome, colors), style.width)].join("\n");
  if (command === "history") return [heading, ...table(historyRows(outcome, colors), style.width)].join("\n");
  const { action } = outcome.stack;
  const rows = [
    ["stack", ...(action === "none" ? [] : [outcome.desired.stack.name]), paint(action)],
    ...outcome.functions.map((entry) => functionRow(entry, command, paint)),
  ];
  for (const resource of outcome.stack.retained ?? [])
    rows.push(["left", resource, colors.dim("retained by the template")]);
  const live = outcome.url !== undefined && !outcome.error && command !== "destroy";
  if (live) rows.push([command === "plan" ? "stands at" : "live at", colors.cyan(outcome.url ?? "")]);
  const changes =
    command === "plan" && outcome.changes ? changeLines(outcome.changes, action === "create", style) : [];
  return [heading, ...table(rows, style.width), ...changes].join("\n");
}

function functionRow(
  entry: FunctionOutcome,
  command: Report["command"],
  paint: (action: FunctionOutcome["action"]) => string,
): string[] {
  const { action } = entry;
  const row = ["function", entry.desired.name, paint(action)];
  if (action === "none" || action === "delete") {
    return entry.version === undefined ? row : [...row, `version ${entry.version}`];
  }
  const moved = entry.before !== undefined && entry.before !== entry.version;
  if (command === "plan")
    row.push(entry.version === undefined ? "no version yet" : `version ${entry.version}`);
  else if (entry.placeholder) row.push("not live yet");
  else row.push(moved ? `version ${entry.before} → ${entry.version}` : `version ${entry.version ?? "none"}`);
  if (entry.size !== undefined) row.push(size(entry.size));
  row.push(why(entry));
  return row;
}

/** Where the bytes come from matters only where it is the bytes that changed. */
function why({ reason, build }: FunctionOutcome): string {
  const from = reason === "configuration" ? "" : BUILD[build];
  return [REASON[reason], from].filter((text) => text !== "").join(", ");
}

function sum(
  { command, services, uploadedBytes, downloadedBytes, apiCalls, durationMs }: Report,
  { colors }: Style,
): string {
  const changes = services
    .flatMap(({ stack, functions }) => [stack, ...functions])
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

/** A failure: what it is, what is live now, what to do next. */
export function failure(error: FerryError, outcomes: readonly AnyOutcome[], { colors }: Style): string {
  const lines = [`${colors.red("error:")} ${error.message}`];
  for (const outcome of outcomes) {
    const failed = outcome.error;
    if (failed === undefined) continue;
    const told = failed === error || (isShared(failed) && failed.code === error.code);
    if (!told) lines.push(`${colors.red("error:")} ${outcome.desired.service}: ${failed.message}`);
    for (const entry of outcome.functions)
      lines.push(
        `${colors.dim("live now:")} ${outcome.observed ? liveNow(entry) : `${entry.desired.name} as it was before`}`,
      );
    if (!told && failed.next !== undefined) lines.push(`${colors.dim("next:")} ${failed.next}`);
  }
  if (error.next !== undefined) lines.push(`${colors.dim("next:")} ${error.next}`);
  return lines.join("\n");
}

function liveNow({ desired, before, version, placeholder }: FunctionOutcome): string {
  if (placeholder)
    return `${desired.name} has no code yet: version ${version} is the new stack's placeholder`;
  if (version === undefined) return `${desired.name} has no live version, as far as is known`;
  return `${desired.name} version ${version}${version === before ? " (unchanged)" : ""}`;
}
