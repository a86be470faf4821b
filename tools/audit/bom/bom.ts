import { z } from "zod";

/** The members of a CycloneDX 1.6 document that the audit reads; `tools/lambda/sbom` writes them. */
const schema = z.object({
  bomFormat: z.literal("CycloneDX"),
  metadata: z.object({
    component: z.object({
      name: z.string(),
      hashes: z.array(z.object({ alg: z.string(), content: z.string() })).optional(),
    }),
  }),
  components: z
    .array(
      z.object({
        group: z.string().optional(),
        name: z.string(),
        version: z.string(),
        purl: z.string(),
        licenses: z
          .array(
            z.union([
              z.object({ license: z.object({ id: z.string().optional(), name: z.string().optional() }) }),
              z.object({ expression: z.string() }),
            ]),
          )
          .optional(),
        properties: z.array(z.object({ name: z.string(), value: z.string() })).optional(),
      }),
    )
    .optional(),
});

/** A package that has code in an artifact. */
export interface Package {
  /** As npm has it, with its scope. */
  readonly name: string;
  readonly version: string;
  /** SPDX expressions or free texts, as the package says; none where it says nothing. */
  readonly licences: readonly string[];
  /** Bytes of its code in the bundle. */
  readonly bytes: number;
}

/** What is inside one deployment package. */
export interface Contents {
  /** The Bazel target: `//services/orders:bundle`. */
  readonly target: string;
  /** SHA-256 of the zip, in hex. */
  readonly sha256: string;
  readonly packages: readonly Package[];
}

/** A document that is no bill of materials of a deployment package. */
export class BomError extends Error {
  override readonly name = "BomError";
}

/**
 * Reads a bill of materials.
 * @param origin what the document is, for messages
 * @throws BomError
 */
export function readBom(text: string, origin: string): Contents {
  const document = schema.safeParse(json(text, origin));
  if (!document.success)
    throw new BomError(`${origin} is not a CycloneDX document: ${z.prettifyError(document.error)}`);
  const { metadata, components = [] } = document.data;
  const sha256 = metadata.component.hashes?.find(({ alg }) => alg === "SHA-256")?.content;
  if (sha256 === undefined)
    throw new BomError(`${origin} does not say the SHA-256 of its deployment package`);
  return {
    target: metadata.component.name,
    sha256,
    packages: components.map((component) => ({
      name: component.group === undefined ? component.name : `${component.group}/${component.name}`,
      version: component.version,
      licences: (component.licenses ?? []).flatMap((one) =>
        "expression" in one ? one.expression : (one.license.id ?? one.license.name ?? []),
      ),
      bytes: Number(component.properties?.find(({ name }) => name === "ferry:bytes")?.value ?? 0),
    })),
  };
}

function json(text: string, origin: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new BomError(`${origin} is not JSON: ${(cause as Error).message}`, { cause });
  }
}
