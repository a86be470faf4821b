import { readContents } from "../../lambda/contents/contents";
import type { Contents, Package } from "../bom/bom";

/** What a package says of its licences, where another artifact's bill of materials tells. */
export type KnownLicences = ReadonlyMap<string, readonly string[]>;

/** The licences that bills of materials tell, by `<name>@<version>`. */
export function knownLicences(contents: readonly Contents[]): KnownLicences {
  return new Map(
    contents.flatMap(({ packages }) =>
      packages.map(({ name, version, licences }) => [`${name}@${version}`, licences] as const),
    ),
  );
}

/**
 * What was inside a deployment package that is not built now, from the metafile that its deploy has kept. Packages that others carry
 * within themselves have no version there, and stand as `unknown`.
 *
 * @throws Error if it is no metafile
 */
export function contentsOfMetafile(
  metafile: string,
  { target, sha256 }: Pick<Contents, "target" | "sha256">,
  licences: KnownLicences,
): Contents {
  const packages = new Map<string, Package>();
  for (const { bytes, package: found } of readContents(metafile).parts) {
    if (found === undefined) continue;
    const { name, version = "unknown" } = found;
    const key = `${name}@${version}`;
    const before = packages.get(key)?.bytes ?? 0;
    packages.set(key, { name, version, licences: licences.get(key) ?? [], bytes: before + bytes });
  }
  return { target, sha256, packages: [...packages.values()] };
}
