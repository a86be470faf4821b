import { shortHex } from "../../../../terminal/short-hex";
import type { Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import type { EnvironmentEntry } from "./entry";
import { span } from "./span";

const HEADS = [
  "environment",
  "owner",
  "base",
  "services",
  "commit",
  "age",
  "expires",
  "deployed",
  "idle",
  "",
];

/**
 * Environments as a table, one a line.
 * @param all number of services in the repository
 * @param current the environment that commands mean
 */
export function environmentTable(
  entries: readonly EnvironmentEntry[],
  { all, current, now }: { readonly all: number; readonly current: string; readonly now: Date },
  { colors, width }: Style,
): string {
  if (entries.length === 0) return "there are no environments";
  const since = (time: string | null | undefined): string =>
    time ? span(now.getTime() - Date.parse(time)) : "";
  const rows = entries.map((entry) => {
    const last = lastDeploy(entry);
    const name = entry.environment === current ? colors.bold(entry.environment) : entry.environment;
    const expiry = entry.expires === null ? "" : `in ${span(Date.parse(entry.expires) - now.getTime())}`;
    return [
      name,
      entry.owner ?? "",
      entry.base ?? "",
      `${entry.services.length} of ${all}`,
      last?.commit ? shortHex(last.commit) : "",
      since(entry.created),
      entry.expired ? colors.yellow("expired") : expiry,
      last?.at ? `${since(last.at)} ago` : "",
      entry.idleUsd === null ? "" : `$${entry.idleUsd.toFixed(2)}`,
      notes(entry).map(colors.yellow).join(", "),
    ];
  });
  return table([HEADS.map((head) => colors.dim(head)), ...rows], width).join("\n");
}

/** The last deploy of any of its services. */
export function lastDeploy({ services }: EnvironmentEntry): EnvironmentEntry["services"][number] | undefined {
  return services.toSorted((a, b) => ((a.at ?? "") < (b.at ?? "") ? 1 : -1))[0];
}

/** What there is to say of an environment besides. */
export function notes({ removing, locked, problems }: EnvironmentEntry): string[] {
  return [
    ...(removing ? ["being removed"] : []),
    ...(locked.length > 0 ? [`deploying now: ${locked.join(", ")}`] : []),
    ...problems,
  ];
}
