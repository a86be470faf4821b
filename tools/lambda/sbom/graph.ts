/**
 * Which of the packages inside a bundle the given ones lead to. A package of which nothing is left in the bundle, such as one
 * that only re-exports another, is passed through: what it depends on counts as its dependents' own.
 *
 * @param from keys of packages, whether inside or not
 * @param isInside whether a package has code in the bundle
 * @param dependenciesOf keys of the packages that one depends on
 * @returns keys, sorted
 */
export function reachedInside(
  from: Iterable<string>,
  isInside: (key: string) => boolean,
  dependenciesOf: (key: string) => readonly string[],
): string[] {
  const reached: string[] = [];
  const seen = new Set<string>();
  const open = [...from];
  for (let key = open.pop(); key !== undefined; key = open.pop()) {
    if (seen.has(key)) continue;
    seen.add(key);
    if (isInside(key)) reached.push(key);
    else open.push(...dependenciesOf(key));
  }
  return reached.sort();
}
