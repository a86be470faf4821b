import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { type BundleContents, readMetafile } from "../../bundle/metafile";
import { parseLockfile } from "../../pnpm/lockfile";
import { billOfMaterials } from "./bom";
import { lockedPackages } from "./locked-packages";
import { type PackageManifest, readManifest } from "./manifest";
import { SbomProblem } from "./problem";
import { serialize } from "./serialize";

function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === "")
    throw new SbomProblem(`the bill of materials needs --${flag}; see tools/lambda/sbom`);
  return value;
}

/** Reads the package.json of each package that the bill of materials lists. */
function readManifests(contents: BundleContents, tree: string): Map<string, PackageManifest> {
  const inside = contents.parts.flatMap((part) => part.package?.root ?? []);
  const manifests = new Map<string, PackageManifest>();
  for (const root of new Set([...inside, ...contents.imported])) {
    const path = join(tree, root, "package.json");
    try {
      manifests.set(root, readManifest(readFileSync(path, "utf8")));
    } catch (cause) {
      const reason = cause instanceof Error ? cause.message : String(cause);
      throw new SbomProblem(`${path} cannot be read (${reason}); name the package in deps`, { cause });
    }
  }
  return manifests;
}

/** The action program of `lambda_sbom`. */
function main(): void {
  const { values } = parseArgs({
    options: {
      digest: { type: "string" },
      label: { type: "string" },
      lockfile: { type: "string" },
      metafile: { type: "string" },
      out: { type: "string" },
      tree: { type: "string" },
    },
  });
  const target = required(values.label, "label");
  const read = (path: string | undefined, flag: string): string => readFileSync(required(path, flag), "utf8");
  try {
    const digest = JSON.parse(read(values.digest, "digest"));
    const contents = readMetafile(read(values.metafile, "metafile"));
    const sources = {
      manifests: readManifests(contents, required(values.tree, "tree")),
      lockfile: lockedPackages(parseLockfile(read(values.lockfile, "lockfile"))),
    };
    const bom = billOfMaterials({ ...digest, target }, contents, sources);
    writeFileSync(required(values.out, "out"), serialize(bom));
  } catch (error) {
    if (!(error instanceof SbomProblem)) throw error;
    throw new SbomProblem(`${target}: ${error.message}`, { cause: error });
  }
}

try {
  main();
} catch (error) {
  const text = error instanceof SbomProblem ? error.message : String((error as Error).stack ?? error);
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}
