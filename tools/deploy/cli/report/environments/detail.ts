import { oneLine } from "../../../../terminal/harmless";
import { shortHex } from "../../../../terminal/short-hex";
import type { Style } from "../../../../terminal/style";
import { table } from "../../../../terminal/table";
import type { EnvironmentEntry } from "./entry";
import { span } from "./span";
import { notes } from "./table";

/** One environment in full. */
export function environmentDetail(entry: EnvironmentEntry, now: Date, { colors, width }: Style): string {
  const rows: [string, string | number | null][] = [
    ["owner", entry.owner],
    ["base", entry.base],
    ["branch", entry.branch],
    ["pull request", entry.pullRequest === null ? null : `#${entry.pullRequest}`],
    ["created", entry.created],
    ["expires", expiry(entry, now)],
    ["idle cost", entry.idleUsd === null ? null : `about $${entry.idleUsd.toFixed(2)} a month`],
    ["kind", entry.protected ? "protected" : entry.ephemeral ? "ephemeral" : "lasting"],
  ];
  const services = entry.services.map(({ service, status, url, commit, at, by }) => [
    colors.bold(service),
    status,
    at === null ? "" : `${at} by ${by}`,
    commit === null ? "" : `commit ${shortHex(commit)}`,
    url === null ? "" : colors.cyan(url),
  ]);
  return [
    ...table(
      rows.flatMap(([name, value]) => (value === null ? [] : [[name, `${value}`]])),
      width,
    ),
    ...notes(entry).map((note) => `  ${colors.yellow(oneLine(note))}`),
    ...table(services, width),
  ].join("\n");
}

function expiry({ expires, expired }: EnvironmentEntry, now: Date): string | null {
  if (expires === null) return null;
  return `${expires} (${expired ? "expired" : `in ${span(Date.parse(expires) - now.getTime())}`})`;
}
