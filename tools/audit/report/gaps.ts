import { shortHex } from "../../terminal/short-hex";
import type { Inventory } from "../inventory/inventory";

/** What an audit cannot answer for, a line each: silence would read as "not there". */
export function gapLines({ opaque, unread }: Inventory): string[] {
  const hint =
    "next: sign in there and ask again, or name what matters by --env; --build-only asks nothing of AWS";
  return [
    ...opaque.map(
      ({ environment, service, function: name, version, sha256, problem }) =>
        `not known: what is inside version ${version} of ${service}/${name} in ${environment} (sha256 ${shortHex(sha256)}): ${problem ?? "its deploy has kept no metafile; deploy it anew"}`,
    ),
    ...[...byReason(unread)].map(([reason, names]) => `not looked at: ${names.join(", ")}: ${reason}`),
    ...(unread.length === 0 ? [] : [hint]),
  ];
}

/** Accounts are often closed for one reason, as where nobody is signed in: it is told once. */
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
