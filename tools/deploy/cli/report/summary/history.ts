import type { Colors } from "../../../../terminal/style";
import type { AnyOutcome, FunctionOutcome } from "../../../context/outcome";
import type { Move } from "../../../history/rollback-target";
import type { VersionEntry } from "../../../history/versions";

/** Digits of a digest or commit that people are shown, as git does it: enough for `rollback --to`. */
const DIGITS = 7;

/** The versions of a service's functions as rows of a table, newest first. */
export function historyRows(outcome: AnyOutcome, colors: Colors): string[][] {
  return outcome.functions.flatMap((entry) => [
    ["function", entry.desired.name, ...(entry.versions ? [] : [colors.dim("not deployed")])],
    ...(entry.versions ?? []).map((version) => versionRow(version, colors)),
  ]);
}

function versionRow(entry: VersionEntry, colors: Colors): string[] {
  const what = {
    ferry: [
      short(entry.digest),
      commitOf(entry),
      entry.by === undefined ? "" : `by ${entry.by}`,
      entry.target ?? "",
    ],
    placeholder: [colors.dim("placeholder of the new stack")],
    foreign: [short(entry.digest), colors.yellow("not published by Ferry")],
  };
  const state = entry.live ? colors.green("live") : "";
  const when = entry.at === undefined ? "" : seconds(entry.at);
  return [state, `version ${entry.version}`, when, ...what[entry.maker]];
}

/** What a rollback did, or would do, as rows of a table; below them what it did not do, where that matters. */
export function rollbackRows(outcome: AnyOutcome, colors: Colors): string[][] {
  const rows = outcome.functions.map((entry) => rollbackRow(entry, colors));
  const others = outcome.functions.flatMap(({ rollback }) =>
    rollback && otherTemplate(rollback) ? [rollback.to] : [],
  );
  if (others.length === 0) return rows;
  const versions = others.map(({ version }) => `version ${version}`).join(", ");
  const note = `${versions} was deployed with another template: check that what it uses still exists`;
  return [...rows, ["stack", colors.yellow("not touched"), note]];
}

function rollbackRow({ desired, rollback, version, written }: FunctionOutcome, colors: Colors): string[] {
  const row = ["function", desired.name];
  if (!rollback) return [...row, colors.dim("unchanged"), version === undefined ? "" : `version ${version}`];
  const { from, to } = rollback;
  const by = to.by === undefined ? "" : `, deployed by ${to.by}`;
  const at = to.at === undefined ? "" : `${by === "" ? ", deployed" : ""} at ${seconds(to.at)}`;
  return [
    ...row,
    colors.yellow(written ? "rolled back" : "would be rolled back"),
    `version ${from.version} → ${to.version}`,
    `${commitOf(to)}${by}${at}`,
  ];
}

function otherTemplate({ from, to }: Move): boolean {
  return from.template !== undefined && to.template !== undefined && from.template !== to.template;
}

function commitOf({ commit, dirty }: VersionEntry): string {
  return commit === undefined ? "commit unknown" : `commit ${short(commit)}${dirty ? "-dirty" : ""}`;
}

function short(digits: string): string {
  return digits.slice(0, DIGITS);
}

/** A time without its milliseconds. */
function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}
