import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type ErrorCode, FerryError } from "../error";
import { parseTemplate, requireFunction } from "../template/template";
import { checkArtifactSize, checkTemplateSize } from "./limits";
import { parseJson } from "./parse";
import { digestSchema, type Manifest, manifestSchema } from "./schema";
import type { FunctionArtifact, Service, StackArtifact } from "./service";

const REBUILD =
  "build the target again; if that does not help, the rules and the deployer are of different versions";

/**
 * Reads manifests with the digest files and templates that they name, and checks all that can be checked without AWS.
 * @param paths of manifests, relative to `runfiles` or absolute
 * @param runfiles root of the runfiles
 */
export async function readServices(paths: readonly string[], runfiles: string): Promise<Service[]> {
  const services = await Promise.all(paths.map((path) => readService(path, runfiles)));
  refuseTwins(services);
  return services;
}

async function readService(path: string, runfiles: string): Promise<Service> {
  const text = await readText(resolve(runfiles, path), "ManifestInvalid", "the manifest");
  const manifest = parseJson(manifestSchema, text, `the manifest ${path}`, "ManifestInvalid", REBUILD);
  const [stack, ...functions] = await Promise.all([
    readStack(manifest, runfiles),
    ...manifest.functions.map((entry) => readFunction(entry, runfiles)),
  ]);
  for (const artifact of functions) requireFunction(stack.template, artifact.name, manifest.stack.target);
  return { name: manifest.service, target: manifest.target, stack, functions };
}

async function readStack(manifest: Manifest, runfiles: string): Promise<StackArtifact> {
  const { target, template: path } = manifest.stack;
  const body = await readText(resolve(runfiles, path), "TemplateInvalid", `the template of ${target}`);
  checkTemplateSize(Buffer.byteLength(body), target);
  return {
    target,
    body,
    digest: createHash("sha256").update(body).digest("hex"),
    template: parseTemplate(body, `the template of ${target}`),
  };
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

/** Two manifests of one name would fight for one stack, and two functions of one name for one function. */
function refuseTwins(services: readonly Service[]): void {
  const owners = new Map<string, string>();
  for (const service of services) {
    const names = [
      `service ${service.name}`,
      ...service.functions.map((artifact) => `function ${artifact.name}`),
    ];
    for (const name of names) {
      const owner = owners.get(name);
      if (owner !== undefined) {
        throw new FerryError(
          "ManifestInvalid",
          `${name} is in ${owner} and in ${service.target}: names must differ`,
          {
            next: "rename one of them, or deploy only one of the targets",
          },
        );
      }
      owners.set(name, service.target);
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
