/** Runs esbuild in the bin directory, and keeps it in the sandbox. */
"use strict";

const { existsSync, readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const execroot = process.cwd();
const [library, ...flags] = process.argv.slice(2);
const flag = (name) => flags.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const bindir = process.env.BAZEL_BINDIR;
process.env.ESBUILD_BINARY_PATH = path.resolve(process.env.ESBUILD_BINARY_PATH);
const libraryPath = path.resolve(library);
process.chdir(bindir);
const esbuild = require(libraryPath); // reads its working directory when it is loaded

const sandboxBin = process.cwd();
/** The real location of the files that the sandbox links to; the sandbox itself if there is none. */
let realBin = sandboxBin;

const packages = new Map();

/** The package of a path: the folder of its package.json, and whether that has a `type`. */
function packageOf(folder) {
  if (!packages.has(folder)) {
    const manifest = path.join(folder, "package.json");
    const parent = path.dirname(folder);
    if (existsSync(manifest)) packages.set(folder, { folder, typed: "type" in JSON.parse(readFileSync(manifest, "utf8")) });
    else packages.set(folder, parent === folder ? { folder, typed: false } : packageOf(parent));
  }
  return packages.get(folder);
}

/**
 * The sandbox consists of symbolic links, and esbuild follows them to the real files, beside which there are undeclared ones. So each file
 * is looked up in the sandbox when it is loaded, and its imports are resolved from there.
 *
 * The real rule resolves each import a second time instead, which takes esbuild 1.5 ms each: seconds for a bundle with the AWS SDK. One
 * thing is lost by that, and has to be lost here too, or bundles would differ: esbuild forgets the `type` in the file's package.json, and
 * the meaning of `.mjs` and `.cjs`. So where that could matter, and only there, it is done here as well.
 */
const sandbox = {
  name: "bazel-sandbox",
  setup(build) {
    const resolved = new Map();
    build.onResolve({ filter: /./ }, ({ path: imported, ...options }) => {
      const { kind, pluginData, resolveDir } = options;
      if (pluginData?.isResolving) return undefined;
      const isRelative = imported.startsWith(".");
      const isTyped = () => packageOf(path.resolve(resolveDir, imported)).typed || /\.[cm][jt]s$/.test(imported);
      if (isRelative && !isTyped()) return undefined;
      // All files of an npm package resolve the same packages.
      const from = !isRelative && resolveDir.includes("/node_modules/") ? packageOf(resolveDir).folder : resolveDir;
      const key = [kind, from, imported].join("\0");
      if (!resolved.has(key)) resolved.set(key, build.resolve(imported, { ...options, pluginData: { isResolving: true } }));
      return resolved.get(key).then((result) => ({ ...result, pluginData: undefined }));
    });
    build.onLoad({ filter: /./, namespace: "file" }, ({ path: real }) => {
      if (real.startsWith(sandboxBin + path.sep)) return undefined;
      const inBindir = real.lastIndexOf(`/${bindir}/`);
      if (inBindir < 0) throw new Error(`esbuild resolved a path outside of ${bindir}: ${real}`);
      realBin = real.slice(0, inBindir + bindir.length + 1);
      const declared = execroot + real.slice(inBindir);
      if (!existsSync(declared)) throw new Error(`${real} is imported, but is not among the inputs: add it to srcs or deps`);
      return { contents: readFileSync(declared), loader: "default", resolveDir: path.dirname(declared) };
    });
  },
};

/** A metafile of esbuild, with the paths of the real files replaced by those of the sandbox. */
function toSandbox(file, base) {
  const absolute = path.resolve(base, file);
  const isReal = absolute.startsWith(realBin + path.sep);
  return isReal ? path.relative(base, sandboxBin + absolute.slice(realBin.length)) : file;
}

const mapKeys = (object, change) => Object.fromEntries(Object.entries(object).map(([key, value]) => [change(key), value]));

function correctMetafile({ inputs, outputs }) {
  const correct = (file) => toSandbox(file, sandboxBin);
  const imports = (list) => list.map((entry) => ({ ...entry, path: correct(entry.path) }));
  return {
    inputs: mapKeys(
      Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, { ...input, imports: imports(input.imports) }])),
      correct,
    ),
    outputs: Object.fromEntries(
      Object.entries(outputs).map(([key, output]) => {
        const corrected = { ...output, inputs: mapKeys(output.inputs, correct) };
        if (output.entryPoint) corrected.entryPoint = correct(output.entryPoint);
        return [key, corrected];
      }),
    ),
  };
}

function correctSourceMap(file) {
  const map = JSON.parse(readFileSync(file, "utf8"));
  const base = path.dirname(path.resolve(file));
  map.sources = map.sources.map((source) => toSandbox(source, base));
  writeFileSync(file, JSON.stringify(map));
}

async function main() {
  const options = JSON.parse(readFileSync(flag("esbuild_args"), "utf8"));
  const config = flag("config_file");
  if (config) Object.assign(options, (await import(pathToFileURL(path.resolve(config)).href)).default);
  // Plugins of the configuration come first: the sandbox loads what they do not.
  const result = await esbuild.build({ ...options, plugins: [...(options.plugins ?? []), sandbox] });
  if (result.metafile) writeFileSync(flag("metafile"), JSON.stringify(correctMetafile(result.metafile)));
  const sourceMap = `${options.outfile}.map`;
  if (existsSync(sourceMap)) correctSourceMap(sourceMap);
}

main().catch((error) => {
  // esbuild has printed the errors in the sources; anything else is printed here.
  if (!error.errors) console.error(error);
  process.exit(1);
});
