import type { AnyOutcome, FunctionOutcome } from "../apply/outcome";
import type { VersionEntry } from "../history/versions";
import type { Colors } from "./style";

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
  const when = entry.at?.replace(/\.\d+Z$/, "Z") ?? "";
  return [state, `version ${entry.version}`, when, ...what[entry.maker]];
}

/** What a rollback did: `rolled back   version 7 → 6   commit 1a2b3c4, deployed by ada at …`. */
export function rollbackRow(entry: FunctionOutcome, colors: Colors): string[] {
  const row = ["function", entry.desired.name];
  const to = entry.versions?.find(({ version }) => version === entry.version);
  if (entry.action === "none" || to === undefined)
    return [...row, colors.dim("not moved"), entry.version === undefined ? "" : `version ${entry.version}`];
  const by = to.by === undefined ? "" : `, deployed by ${to.by}`;
  return [
    ...row,
    colors.yellow("rolled back"),
    `version ${entry.before} → ${entry.version}`,
    `${commitOf(to)}${by}${to.at === undefined ? "" : ` at ${to.at.replace(/\.\d+Z$/, "Z")}`}`,
  ];
}

function commitOf({ commit, dirty }: VersionEntry): string {
  return commit === undefined ? "commit unknown" : `commit ${short(commit)}${dirty ? "-dirty" : ""}`;
}

function short(digits: string): string {
  return digits.slice(0, DIGITS);
}
