import { z } from "zod";
import { toBase64 } from "../model/digest";

/** Label of a Bazel target, in the main repository (`//a:b`) or an external one (`@repo//a:b`). */
const label = z
  .string()
  .regex(/^(@@?[\w.+~-]+)?\/\/[^\s:]*:[^\s:]+$/, "must be a label such as //services/orders:bundle");

/** Names of services and functions become parts of stack and function names, whose alphabets they have to satisfy. */
export const SERVICE_NAME = /^[a-z][a-z0-9-]*$/;

const name = z
  .string()
  .regex(SERVICE_NAME, "must be lower-case letters, digits and dashes, and start with a letter");

/** Path under a known root: it may not lead out of it. */
const relativePath = z
  .string()
  .min(1)
  .refine(
    (path) => !path.startsWith("/") && !path.split("/").includes(".."),
    "must be a path without .. under its root",
  );

const version = z.literal(1, "this deployer reads version 1: the rules are of another version");
const ONE_FUNCTION = "must name at least one function";

/**
 * What the Bazel rule `lambda_service` writes for one service. Unknown fields are refused: a manifest of a newer rule
 * must not be half understood.
 */
export const manifestSchema = z.strictObject({
  version,
  service: name,
  target: label,
  stack: z.strictObject({
    target: label,
    /** Runfiles-relative. */
    template: relativePath,
  }),
  /** Items for the tables of a new stack; runfiles-relative. */
  seed: relativePath.optional(),
  functions: z
    .array(
      z.strictObject({
        name,
        target: label,
        /** Runfiles-relative. */
        digestFile: relativePath,
        /** Relative to the execution root; the file may not be there, since `bazel run` downloads only runfiles. */
        zip: relativePath,
        /** Output group of `target` that holds the zip. */
        outputGroup: z.string().min(1),
        /** esbuild's account of what is in the bundle, in the output group `metafile`; relative to the execution root. */
        metafile: relativePath.optional(),
        /** Source map of the bundle, in the output group `source_map`; relative to the execution root. It is not in the zip. */
        sourceMap: relativePath.optional(),
        /** Mnemonic of the action that writes the zip, by which the execution log is searched. */
        mnemonic: z.string().min(1),
      }),
    )
    .min(1, ONE_FUNCTION),
});

export type Manifest = z.infer<typeof manifestSchema>;

/**
 * The names alone, as in the manifest of `<service>.names`, for verbs that need no build. A whole manifest serves, too: what it
 * says more is not read.
 */
export const namesSchema = z.object({
  version,
  service: name,
  target: label,
  stack: z.object({ target: label }),
  functions: z.array(z.object({ name, target: label })).min(1, ONE_FUNCTION),
});

const bytes = z.number().int().nonnegative();

/** What the packer writes beside a zip. */
export const digestSchema = z
  .strictObject({
    version: z.literal(1, "this deployer reads version 1: the packer is of another version"),
    sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
    /** Lambda's `CodeSha256`: the same in base64, for people and other tools. */
    codeSha256: z.string(),
    /** SHA-256 of the bundled JavaScript: the name of its source map. */
    buildId: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits"),
    zippedBytes: bytes,
    unzippedBytes: bytes,
  })
  .refine(
    (digest) => toBase64(digest.sha256) === digest.codeSha256,
    "sha256 and codeSha256 must be the same 32 bytes",
  )
  .transform(({ codeSha256: _, ...digest }) => digest);

/** Identity and size of a bundle. Its `sha256` is Lambda's `CodeSha256` in hexadecimal. */
export type BundleDigest = z.infer<typeof digestSchema>;
