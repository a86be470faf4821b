import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { BUILD_ID_FILE } from "../../../bundle/build-id-file";
import { zipOf } from "../account/zip";
import { deployableTemplate, type ServiceVersion } from "./deployable";

/** Bazel's folder of outputs, relative to the execution root. */
export const BIN = "bazel-out/k8-fastbuild/bin";

/** What a build leaves of services, in an output tree and in the runfiles of a deploy. */
export class BuildOutput {
  readonly bin: string;
  readonly runfiles: string;

  constructor(executionRoot: string) {
    this.bin = join(executionRoot, BIN);
    this.runfiles = join(this.bin, "services/orders/deploy.runfiles/_main");
  }

  /** Writes zip, digest file, template, manifest and debug artifacts. Returns the path of the zip. */
  async add(version: ServiceVersion): Promise<string> {
    const { service } = version;
    const folder = `services/${service}`;
    const buildId = createHash("sha256").update(version.source).digest("hex");
    const zip = await zipOf({
      [BUILD_ID_FILE]: buildId,
      "index.js": version.source,
      ...(version.asset && { "asset.bin": version.asset }),
    });
    const zipPath = join(this.bin, folder, "bundle.zip");
    const hash = createHash("sha256").update(zip).digest();
    write(zipPath, zip);
    write(
      join(this.runfiles, folder, "bundle.digest.json"),
      JSON.stringify({
        version: 1,
        sha256: hash.toString("hex"),
        codeSha256: hash.toString("base64"),
        buildId,
        zippedBytes: zip.length,
        unzippedBytes: Buffer.byteLength(version.source) + (version.asset?.length ?? 0),
      }),
    );
    write(join(this.runfiles, folder, "stack.template.json"), deployableTemplate(version));
    if (version.sourceMap !== undefined) write(this.sourceMap(service), version.sourceMap);
    if (version.metafile !== undefined)
      write(join(this.bin, folder, "bundle_metadata.json"), version.metafile);
    if (version.seed) write(join(this.runfiles, folder, "seed.items.json"), seedOf(version.seed));
    write(this.manifest(service), JSON.stringify(manifestOf(version)));
    return zipPath;
  }

  /** Deletes what a build made, but for the manifest. */
  remove(service: string): void {
    for (const file of ["bundle.digest.json", "stack.template.json"])
      rmSync(join(this.runfiles, "services", service, file));
    rmSync(join(this.bin, "services", service, "bundle.zip"));
  }

  sourceMap(service: string): string {
    return join(this.bin, `services/${service}/bundle.js.map`);
  }

  manifest(service: string): string {
    return join(this.runfiles, `services/${service}/deploy.manifest.json`);
  }
}

function seedOf(seed: NonNullable<ServiceVersion["seed"]>): string {
  const tables = Object.entries(seed).map(([table, items]) => [table, { partitionKey: "id", items }]);
  return JSON.stringify({ version: 1, tables: Object.fromEntries(tables) });
}

function manifestOf({ service, sourceMap, metafile, seed }: ServiceVersion): object {
  const folder = `services/${service}`;
  return {
    version: 1,
    service,
    target: `//${folder}:${service}`,
    stack: { target: `//${folder}:stack`, template: `${folder}/stack.template.json` },
    ...(seed && { seed: `${folder}/seed.items.json` }),
    functions: [
      {
        name: service,
        target: `//${folder}:bundle`,
        digestFile: `${folder}/bundle.digest.json`,
        zip: `${BIN}/${folder}/bundle.zip`,
        outputGroup: "zip",
        ...(metafile === undefined ? {} : { metafile: `${BIN}/${folder}/bundle_metadata.json` }),
        ...(sourceMap === undefined ? {} : { sourceMap: `${BIN}/${folder}/bundle.js.map` }),
        mnemonic: "LambdaPack",
      },
    ],
  };
}

export function write(path: string, data: string | Buffer): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
