import type { Resolved } from "./resources";

/**
 * Added resources that are removed ones but for their logical id, by the added one's id. To CloudFormation they are two resources.
 * Where several fit, they are matched in the order of their ids.
 */
export function renames(
  removed: readonly (readonly [string, Resolved])[],
  added: readonly (readonly [string, Resolved])[],
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  const types = new Map([...removed, ...added].map(([id, { Type }]) => [id, Type]));
  const left = new Map(removed.map(([id, resource]) => [id, identity(resource, types)]));
  for (const [id, resource] of added) {
    const wanted = identity(resource, types);
    const twin = [...left].find(([, one]) => one === wanted);
    if (twin === undefined) continue;
    found.set(id, twin[0]);
    left.delete(twin[0]);
  }
  return found;
}

/** Type and properties as a text, in which resources that come or go are called by their types, since their ids may be new, too. */
function identity({ Type, Properties }: Resolved, types: ReadonlyMap<string, string>): string {
  const text = JSON.stringify([Type, Properties ?? {}]);
  return text.replace(/[A-Za-z0-9]+/g, (word) => types.get(word) ?? word);
}
