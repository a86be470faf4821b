import { ComponentType, HashAlgorithm, LifecyclePhase } from "@cyclonedx/cyclonedx-library/Enums";
import { Bom, Component, HashDictionary, Property } from "@cyclonedx/cyclonedx-library/Models";
import type { BundleContents } from "../../bundle/metafile";
import { componentOf } from "./component";
import { reachedInside } from "./graph";
import { type Inside, packagesInside } from "./inside";
import type { LockedPackages } from "./locked-packages";
import type { PackageManifest } from "./manifest";
import { serialNumber } from "./serial-number";

/** The deployment package that a bill of materials is of; sizes and digests are the packer's. */
export interface DeploymentPackage {
  /** The Bazel target, as the deployer's manifest names it: `//services/orders:bundle`. */
  readonly target: string;
  /** SHA-256 of the zip, in hex. */
  readonly sha256: string;
  /** SHA-256 of the bundled JavaScript, in hex. */
  readonly buildId: string;
  readonly zippedBytes: number;
  readonly unzippedBytes: number;
}

/** What is known of packages besides what is inside. */
export interface Sources {
  /** What packages say of themselves, by their folders. */
  readonly manifests: ReadonlyMap<string, PackageManifest>;
  readonly lockfile: LockedPackages;
}

/**
 * The bill of materials of a bundle: a component for each npm package that has code in it, and which of them depends on which.
 * It is the same for the same inputs: it has no time, and its serial number is made from the target and its digest.
 *
 * @throws SbomProblem if a package inside is not the lock file's
 */
export function billOfMaterials(zip: DeploymentPackage, contents: BundleContents, sources: Sources): Bom {
  const { manifests, lockfile } = sources;
  const inside = packagesInside(contents, manifests, lockfile);
  const components = new Map([...inside].map(([key, one]) => [key, componentOf(one)]));
  const carried = carriedBy(inside);
  const dependenciesOf = (key: string): readonly string[] => [
    ...(lockfile.get(key)?.dependencies ?? []),
    ...(carried.get(key) ?? []),
  ];
  const link = (component: Component, from: Iterable<string>): void => {
    for (const key of reachedInside(from, (one) => components.has(one), dependenciesOf)) {
      const dependency = components.get(key);
      if (dependency) component.dependencies.add(dependency.bomRef);
    }
  };
  for (const [key, component] of components) link(component, dependenciesOf(key));
  const root = rootComponent(zip, contents);
  link(
    root,
    [...contents.imported].flatMap((folder) => keyOf(manifests.get(folder)) ?? []),
  );

  const bom = new Bom({ serialNumber: serialNumber(`${zip.target}\n${zip.sha256}`) });
  bom.metadata.component = root;
  bom.metadata.lifecycles.add(LifecyclePhase.Build);
  bom.metadata.tools.components.add(new Component(ComponentType.Application, "ferry"));
  for (const component of components.values()) bom.components.add(component);
  return bom;
}

function rootComponent(zip: DeploymentPackage, contents: BundleContents): Component {
  const root = new Component(ComponentType.Application, zip.target, {
    bomRef: zip.target,
    hashes: new HashDictionary([[HashAlgorithm["SHA-256"], zip.sha256]]),
  });
  const own = contents.parts.filter((part) => part.package === undefined);
  const properties = {
    "ferry:build-id": zip.buildId,
    "ferry:bytes": contents.bytes,
    "ferry:own-bytes": own.reduce((sum, { bytes }) => sum + bytes, 0),
    "ferry:unzipped-bytes": zip.unzippedBytes,
    "ferry:zipped-bytes": zip.zippedBytes,
  };
  for (const [name, value] of Object.entries(properties)) {
    root.properties.add(new Property(name, String(value)));
  }
  return root;
}

function carriedBy(inside: ReadonlyMap<string, Inside>): Map<string, string[]> {
  const carried = new Map<string, string[]>();
  for (const [key, { carrier }] of inside) {
    if (carrier !== undefined) carried.set(carrier, [...(carried.get(carrier) ?? []), key]);
  }
  return carried;
}

function keyOf(manifest: PackageManifest | undefined): string | undefined {
  return manifest && `${manifest.name}@${manifest.version}`;
}
