import { shortHex } from "../../../../terminal/short-hex";
import type { Colors } from "../../../../terminal/style";
import type { FunctionOutcome, ServiceOutcome } from "../../../context/outcome";
import type { Move } from "../../../history/rollback-target";
import type { VersionEntry } from "../../../history/versions";

/** The versions of a service's functions as rows of a table, newest first. */
export function historyRows(outcome: ServiceOutcome, colors: Colors): string[][] {
  return outcome.functions.flatMap((entry) => [
    ["function", entry.desired.name, ...(entry.versions ? [] : [colors.dim("not deployed")])],
    ...(entry.versions ?? []).map((version) => versionRow(version, colors)),
  ]);
}

function versionRow(entry: VersionEntry, colors: Colors): string[] {
  const what = {
    ferry: [
      shortHex(entry.digest),
      commitOf(entry),
      entry.by === undefined ? "" : `by ${entry.by}`,
      entry.target ?? "",
    ],
    placeholder: [colors.dim("placeholder of the new stack")],
    foreign: [shortHex(entry.digest), colors.yellow("not published by Ferry")],
  };
  const state = entry.live ? colors.green("live") : "";
  const when = entry.at === undefined ? "" : seconds(entry.at);
  return [state, `version ${entry.version}`, when, ...what[entry.maker]];
}

/** What a rollback did, or would do, as rows of a table; below them what it did not do, where that matters. */
export function rollbackRows(outcome: ServiceOutcome, colors: Colors): string[][] {
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
  return commit === undefined ? "commit unknown" : `commit ${shortHex(commit)}${dirty ? "-dirty" : ""}`;
}

/** A time without its milliseconds. */
function seconds(time: string): string {
  return time.replace(/\.\d+Z$/, "Z");
}
