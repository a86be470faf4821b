import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { z } from "zod";
import { type ErrorCode, FerryError } from "../error";
import { parseTemplate, requireFunction } from "../template/template";
import { checkArtifactSize, checkTemplateSize } from "./limits";
import { parseJson } from "./parse";
import { digestSchema, type Manifest, manifestSchema, namesSchema } from "./schema";
import { type Seed, seedSchema } from "./seed";
import { selectServices } from "./select";
import type { FunctionArtifact, NamedService, Service, StackArtifact } from "./service";

const REBUILD =
  "build the target again; if that does not help, the rules and the deployer are of different versions";

/** Where manifests are, and which of their services are meant. */
export interface ManifestSource {
  /** Paths of manifests, relative to `runfiles` or absolute. */
  readonly paths: readonly string[];
  /** Root of the runfiles. */
  readonly runfiles: string;
  /** Patterns, as `selectServices` takes them; all services where there are none. */
  readonly only: readonly string[];
}

/** Reads manifests with the digest files and templates that they name, and checks all that can be checked without AWS. */
export async function readServices(source: ManifestSource): Promise<Service[]> {
  const manifests = await readManifests(manifestSchema, source);
  return await Promise.all(manifests.map((manifest) => readService(manifest, source.runfiles)));
}

/** Reads the names in manifests, and nothing that a build would have to make. */
export async function readNames(source: ManifestSource): Promise<NamedService[]> {
  const manifests = await readManifests(namesSchema, source);
  return manifests.map(({ service, target, stack, functions }) => ({
    name: service,
    target,
    stack,
    functions,
  }));
}

async function readManifests<Names extends z.infer<typeof namesSchema>>(
  schema: z.ZodType<Names>,
  { paths, runfiles, only }: ManifestSource,
): Promise<Names[]> {
  const manifests = await Promise.all(
    paths.map(async (path) => {
      const text = await readText(resolve(runfiles, path), "ManifestInvalid", "the manifest");
      return parseJson(schema, text, `the manifest ${path}`, "ManifestInvalid", REBUILD);
    }),
  );
  refuseTwins(manifests);
  return selectServices(manifests, only);
}

async function readService(manifest: Manifest, runfiles: string): Promise<Service> {
  const [stack, seed, ...functions] = await Promise.all([
    readStack(manifest, runfiles),
    manifest.seed === undefined ? undefined : readSeed(manifest.seed, runfiles),
    ...manifest.functions.map((entry) => readFunction(entry, runfiles)),
  ]);
  for (const artifact of functions) requireFunction(stack.template, artifact.name, manifest.stack.target);
  return { name: manifest.service, target: manifest.target, stack, functions, ...(seed && { seed }) };
}

async function readStack(manifest: Manifest, runfiles: string): Promise<StackArtifact> {
  const { target, template: path } = manifest.stack;
  const body = await readText(resolve(runfiles, path), "TemplateInvalid", `the template of ${target}`);
  checkTemplateSize(Buffer.byteLength(body), target);
  return {
    target,
    path,
    body,
    digest: sha256(body),
    template: parseTemplate(body, `the template of ${target}`),
  };
}

async function readSeed(path: string, runfiles: string): Promise<Seed> {
  const text = await readText(resolve(runfiles, path), "ManifestInvalid", "the file of seeds");
  const { tables } = parseJson(seedSchema, text, `the file of seeds ${path}`, "ManifestInvalid", REBUILD);
  return { digest: sha256(text), tables };
}

async function readFunction(
  entry: Manifest["functions"][number],
  runfiles: string,
): Promise<FunctionArtifact> {
  const { digestFile, ...artifact } = entry;
  const text = await readText(
    resolve(runfiles, digestFile),
    "DigestInvalid",
    `the digest file of ${entry.target}`,
  );
  const digest = parseJson(digestSchema, text, `the digest file ${digestFile}`, "DigestInvalid", REBUILD);
  checkArtifactSize({ ...artifact, digest });
  return { ...artifact, digest };
}

function sha256(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

/** Two manifests of one name would fight for one stack, and two functions of one name for one function. */
function refuseTwins(manifests: readonly z.infer<typeof namesSchema>[]): void {
  const owners = new Map<string, string>();
  for (const { service, target, functions } of manifests) {
    const names = [`service ${service}`, ...functions.map((artifact) => `function ${artifact.name}`)];
    for (const name of names) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new FerryError(
          "ManifestInvalid",
          `${name} is in ${owner} and in ${target}: names must differ`,
          {
            next: "rename one of them, or deploy only one of the targets",
          },
        );
      }
      owners.set(name, target);
    }
  }
}

async function readText(path: string, code: ErrorCode, what: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (cause) {
    throw new FerryError(code, `${what} cannot be read: ${(cause as Error).message}`, {
      cause,
      next: REBUILD,
    });
  }
}
