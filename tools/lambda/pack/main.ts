import { readFileSync, statSync, writeFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { pack } from "./pack";
import { PackProblem } from "./problem";

/** Bytes of an input. Bazel's sandbox hands inputs in as symlinks, so links are followed and only their end is judged. */
function readRegularFile(path: string, label: string): Buffer {
  const found = statSync(path, { throwIfNoEntry: false });
  if (!found?.isFile()) {
    throw new PackProblem(
      `${label}: ${path} ${found ? "is not a regular file" : "does not exist"}; name one file that esbuild wrote`,
    );
  }
  return readFileSync(path);
}

function required(value: string | undefined, flag: string): string {
  if (value === undefined || value === "")
    throw new PackProblem(`the packer needs --${flag}; see tools/lambda/pack`);
  return value;
}

/** The action program of `lambda_bundle`: writes both outputs or, if a check fails, neither. */
async function main(): Promise<void> {
  const { values } = parseArgs({
    options: {
      bundle: { type: "string" },
      metafile: { type: "string" },
      handler: { type: "string" },
      label: { type: "string" },
      zip: { type: "string" },
      digest: { type: "string" },
    },
  });
  const label = required(values.label, "label");
  const path = required(values.bundle, "bundle");
  const zipPath = required(values.zip, "zip");
  const digestPath = required(values.digest, "digest");
  const bundle = {
    label,
    path,
    contents: readRegularFile(path, label),
    metafile: readRegularFile(required(values.metafile, "metafile"), label).toString("utf8"),
    handler: required(values.handler, "handler"),
  };
  // As an ES module the lexer is WebAssembly, several times faster on large bundles than its CommonJS form.
  const { init, parse } = await import("cjs-module-lexer");
  await init();
  const { zip, digest } = await pack(bundle, parse);
  writeFileSync(zipPath, zip);
  writeFileSync(digestPath, `${JSON.stringify(digest)}\n`);
}

main().catch((error: unknown) => {
  process.stderr.write(
    `${error instanceof PackProblem ? error.message : String((error as Error).stack ?? error)}\n`,
  );
  process.exitCode = 1;
});
