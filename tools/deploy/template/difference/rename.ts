import type { Resolved } from "./resources";

/**
 * Pairs of added and removed resources that differ only in their logical id, by the added one's id. To CloudFormation they are
 * two resources. If several match, they are paired in the order of their ids.
 */
export function renames(
  removed: readonly (readonly [string, Resolved])[],
  added: readonly (readonly [string, Resolved])[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = new Map([...removed, ...added].map(([id, { Type }]) => [id, Type]));
  const left = new Map(removed.map(([id, resource]) => [id, identity(resource, types)]));
  for (const [id, resource] of added) {
    const own = identity(resource, types);
    const twin = [...left].find(([, one]) => one === own);
    if (twin === undefined) continue;
    found.set(id, twin[0]);
    left.delete(twin[0]);
  }
  return found;
}

/**
 * Type and properties as text. Added and removed resources are referred to by their types, since their ids may differ as well.
 */
function identity({ Type, Properties }: Resolved, types: ReadonlyMap<string, string>): string {
  const text = JSON.stringify([Type, Properties ?? {}]);
  return text.replace(/[A-Za-z0-9]+/g, (word) => types.get(word) ?? word);
}
