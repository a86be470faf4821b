import { z } from "zod";
import { type BundleContents, readMetafile } from "../../bundle/metafile";
import type { Contents, Package } from "../bom/bom";

/** What a package says of its licences, as another artifact's bill of materials has them. */
export type KnownLicences = ReadonlyMap<string, readonly string[]>;

/** A text that is no metafile of a bundle. */
export class MetafileInvalid extends Error {
  override readonly name = "MetafileInvalid";
}

/** The part of esbuild's metafile that is read (https://esbuild.github.io/api/#metafile). */
const schema = z.looseObject({
  inputs: z.record(
    z.string(),
    z.looseObject({
      imports: z.array(z.looseObject({ path: z.string(), external: z.boolean().optional() })),
    }),
  ),
  outputs: z.record(
    z.string(),
    z.looseObject({
      entryPoint: z.string().optional(),
      bytes: z.number(),
      inputs: z.record(z.string(), z.looseObject({ bytesInOutput: z.number() })),
    }),
  ),
});

/** The licences in bills of materials, by `<name>@<version>`. */
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
 * @throws MetafileInvalid
 */
export function contentsOfMetafile(
  metafile: string,
  { target, sha256 }: Pick<Contents, "target" | "sha256">,
  licences: KnownLicences,
): Contents {
  const packages = new Map<string, Package>();
  for (const { bytes, package: found } of partsOf(metafile)) {
    if (found === undefined) continue;
    const { name, version = "unknown" } = found;
    const key = `${name}@${version}`;
    const before = packages.get(key)?.bytes ?? 0;
    packages.set(key, { name, version, licences: licences.get(key) ?? [], bytes: before + bytes });
  }
  return { target, sha256, packages: [...packages.values()] };
}

function partsOf(metafile: string): BundleContents["parts"] {
  try {
    schema.parse(JSON.parse(metafile));
    return readMetafile(metafile).parts;
  } catch (cause) {
    const said = cause instanceof z.ZodError ? z.prettifyError(cause) : (cause as Error).message;
    throw new MetafileInvalid(`its metafile cannot be read: ${said}`, { cause });
  }
}
