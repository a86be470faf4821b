import type { BundleContents } from "../../bundle/metafile";
import { type PackagePath, packagePath } from "../../bundle/package-path";
import type { LockedPackages } from "./locked-packages";
import type { PackageManifest } from "./manifest";
import { SbomProblem } from "./problem";

/** A package with code in a bundle. */
export interface Inside {
  readonly manifest: PackageManifest;
  /** Subresource Integrity of its archive; undefined for a package that another one carries within itself. */
  readonly integrity: string | undefined;
  /** Key of the package that carries it within itself, if one does. */
  readonly carrier: string | undefined;
  /** Bytes of the bundle that come from it, minified. */
  readonly bytes: number;
  /** How many of its sources they come from. */
  readonly files: number;
}

/**
 * The packages inside a bundle by their keys, `<name>@<version>`. One that lies in the store more than once, for different
 * peers, is one entry with the bytes of all.
 *
 * @param manifests what the packages say about themselves, by their folders
 * @throws SbomProblem if a package is not the lock file's
 */
export function packagesInside(
  contents: BundleContents,
  manifests: ReadonlyMap<string, PackageManifest>,
  lockfile: LockedPackages,
): Map<string, Inside> {
  const inside = new Map<string, Inside>();
  for (const { package: found, bytes } of contents.parts) {
    if (!found) continue;
    const manifest = manifests.get(found.root);
    if (!manifest) throw new SbomProblem(`${found.root} has no package.json among the inputs`);
    const key = `${manifest.name}@${manifest.version}`;
    const carrier = carrierOf(found);
    const locked = lockfile.get(key);
    if (!locked && carrier === undefined) {
      throw new SbomProblem(
        `${key} is inside, but the lock file does not have it; give the bundle the lock file that its packages came from`,
      );
    }
    const integrity = carrier === undefined ? locked?.integrity : undefined;
    const before = inside.get(key) ?? { bytes: 0, files: 0 };
    inside.set(key, {
      manifest,
      integrity,
      carrier,
      bytes: before.bytes + bytes,
      files: before.files + 1,
    });
  }
  return inside;
}

/** A package without a place of its own in the store lies in the folder of another one, which was published with it. */
function carrierOf({ root, version }: PackagePath): string | undefined {
  const carrier = version === undefined ? packagePath(root) : undefined;
  return carrier && `${carrier.name}@${carrier.version}`;
}
