import { shortHex } from "../../terminal/short-hex";
import type { Inventory } from "../inventory/inventory";

/** What an audit cannot answer for, a line each: silence would read as "not there". */
export function gapLines({ opaque, unread }: Inventory): string[] {
  const hint =
    "next: sign in and run it again, or choose environments with --env; --build-only does not call AWS";
  return [
    ...opaque.map(
      ({ environment, service, function: name, version, sha256, problem }) =>
        `not known: what is inside version ${version} of ${service}/${name} in ${environment} (sha256 ${shortHex(sha256)}): ${problem ?? "its deploy kept no metafile; deploy it again"}`,
    ),
    ...[...byReason(unread)].map(([reason, names]) => `not looked at: ${names.join(", ")}: ${reason}`),
    ...(unread.length === 0 ? [] : [hint]),
  ];
}

/** Environments with the same reason share a line, since often all accounts lack credentials. */
function byReason(unread: Inventory["unread"]): Map<string, string[]> {
  const names = new Map<string, string[]>();
  for (const { environments, reason } of unread)
    names.set(reason, [...(names.get(reason) ?? []), ...environments]);
  return names;
}

/** The same for programs. */
export function gapRecord({ opaque, unread }: Inventory): object {
  return { unknown: opaque, unread };
}
