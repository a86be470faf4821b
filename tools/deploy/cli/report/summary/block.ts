import { oneLine } from "../../../../terminal/harmless";
import type { Colors, Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import type { FunctionOutcome, Placed, ServiceOutcome } from "../../../context/outcome";
import { situation } from "../../../model/situation";
import { lossesOf } from "../../../plan/changes";
import type { Reason } from "../../../plan/plan";
import type { BuildOrigin } from "../../../workspace/bazel/execution-log";
import { count, size } from "../units";
import { changeLines } from "./changes";
import { driftText } from "./drift";
import { whyLines } from "./why";

const REASON: Record<Reason, string> = {
  new: "new",
  code: "code changed",
  configuration: "configuration changed",
  alias: "only its alias's description changed",
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

/** How a verb shows what became of a service. */
export interface BlockForm {
  /** Whether it says what would be done, and not what was done. */
  readonly planned?: boolean;
  /** Rows of a table in place of those of its stack and functions. */
  readonly rows?: (outcome: ServiceOutcome, colors: Colors) => string[][];
}

/** One service: what was done with its stack and its functions, or would be, and where it is live. */
export function block(
  outcome: ServiceOutcome,
  env: string | null,
  { planned = false, rows: ownRows }: BlockForm,
  style: Style,
): string {
  const { colors } = style;
  const words = planned ? PLANNED : DONE;
  const paint = (action: keyof typeof DONE): string =>
    action === "none" ? colors.dim(words[action]) : colors.yellow(words[action]);
  const { action } = outcome.stack;
  const { placed } = outcome;
  const isThrough = placed?.where === "base" && action === "none";
  const where = isThrough ? placed.base : env;
  const heading = oneLine(`${colors.bold(outcome.desired.service)} → ${where}${mark(outcome, style)}`);
  if (outcome.skipped || (outcome.error && !outcome.observed)) return heading;
  if (ownRows) return [heading, ...table(ownRows(outcome, colors), style.width)].join("\n");
  if (isThrough) return [heading, ...table([throughRow(placed, env, colors)], style.width)].join("\n");
  const shown = planned ? outcome.changes : undefined;
  // A plan that cannot be carried out still shows what it would have done.
  const state = outcome.error && shown ? colors.red("cannot be applied") : paint(action);
  const rows = [
    ...placedRows(outcome.placed, colors),
    stackRow(outcome, state),
    ...protectionRow(outcome, words),
    ...outcome.functions.flatMap((entry) => [
      functionRow(outcome, entry, planned, paint),
      ...entry.drift.map((one) => ["drift", entry.desired.name, colors.red(driftText(one))]),
    ]),
  ];
  for (const [table, items] of Object.entries(outcome.seed ?? {}))
    rows.push(["seed", table, `${count(items, "item")} ${planned ? "would be written" : "written"}`]);
  const lost = !planned && action === "delete" && outcome.changes ? lossesOf(outcome.changes) : [];
  for (const { logicalId, type } of lost)
    rows.push(["data", `${logicalId} (${type})`, colors.yellow("deleted with the stack")]);
  if (outcome.unfinished) {
    const { by, at } = outcome.unfinished;
    rows.push(["pending", by, colors.red(`began at ${at}: it is still running, was stopped, or failed`)]);
  }
  for (const resource of outcome.stack.retained ?? [])
    rows.push(["left", resource, colors.dim("retained by the template")]);
  const live = outcome.url !== undefined && !outcome.error && action !== "delete";
  if (live) rows.push(["live at", colors.cyan(outcome.url ?? "")]);
  const changes = shown ? changeLines(shown, action === "create", style) : [];
  return [heading, ...table(rows, style.width), ...changes, ...whyLines(outcome, colors)].join("\n");
}

/** A service that an overlay uses in its base. */
function throughRow(
  { url }: Extract<Placed, { where: "base" }>,
  env: string | null,
  colors: Colors,
): string[] {
  return ["used there by", `${env}`, ...(url === undefined ? [] : [colors.cyan(url)])];
}

/** Why an overlay has the service itself, and what it uses in the base. */
function placedRows(placed: Placed | undefined, colors: Colors): string[][] {
  if (placed === undefined) return [];
  if (placed.where === "base")
    return [["used in", `${placed.base} from now on: what is live there is the same`]];
  const { reason, base, through } = placed;
  const why = {
    differs: `differs from what is live in ${base}`,
    asked: "asked for",
    hears: `hears events of ${reason.kind === "hears" ? reason.of.join(", ") : ""}`,
  }[reason.kind];
  return [
    ["own", why],
    ...through.flatMap(({ service, environment, imports, events, heard }) => [
      ...(imports.length === 0
        ? []
        : [
            [
              "uses",
              `${service} in ${environment} (${imports.join(", ")})`,
              "what it writes there is that environment's data",
            ],
          ]),
      ...(events.length === 0
        ? []
        : heard
          ? [["hears", `${service} in ${environment}`]]
          : [["hears not", `${service} in ${environment}`, colors.dim("--listen hears it")]]),
    ]),
  ];
}

/** After a failure the stack's own status says more than what this run meant to do, unless all is well with it. */
function stackRow({ desired, stack, error }: ServiceOutcome, state: string): string[] {
  const { action, status, deletesFirst } = stack;
  if (error && status !== undefined && situation(status) !== "steady")
    return ["stack", desired.stack.name, status];
  if (action === "none") return ["stack", state];
  const first = deletesFirst === undefined ? [] : [`what is left of it (${deletesFirst}) is deleted first`];
  return ["stack", desired.stack.name, state, ...first];
}

function protectionRow({ desired, stack }: ServiceOutcome, words: typeof DONE | typeof PLANNED): string[][] {
  if (!stack.protect) return [];
  return [["protection", desired.stack.name, words === PLANNED ? "would be turned on" : "turned on"]];
}

function mark({ error, skipped }: ServiceOutcome, { colors }: Style): string {
  if (error) return `   ${colors.red("failed")}`;
  return skipped ? `   ${colors.yellow("skipped")}: it needs ${skipped.of.join(", ")}` : "";
}

function functionRow(
  { stale }: ServiceOutcome,
  entry: FunctionOutcome,
  planned: boolean,
  paint: (action: FunctionOutcome["action"]) => string,
): string[] {
  const { action } = entry;
  const row = ["function", entry.desired.name, paint(action)];
  if (stale) return [...row, "live version unknown"];
  if (action === "none" || action === "delete") {
    return entry.version === undefined ? row : [...row, `version ${entry.version}`];
  }
  const moved = entry.before !== undefined && entry.before !== entry.version;
  if (planned) row.push(entry.version === undefined ? "no version yet" : `version ${entry.version}`);
  else if (entry.placeholder) row.push("not live yet");
  else row.push(moved ? `version ${entry.before} → ${entry.version}` : `version ${entry.version ?? "none"}`);
  if (entry.size !== undefined) row.push(size(entry.size));
  row.push(why(entry));
  return row;
}

/** Where the bytes come from matters only where it is the bytes that changed. */
function why({ reason, build }: FunctionOutcome): string {
  const from = reason === "configuration" || reason === "alias" ? "" : BUILD[build];
  return [REASON[reason], from].filter((text) => text !== "").join(", ");
}
