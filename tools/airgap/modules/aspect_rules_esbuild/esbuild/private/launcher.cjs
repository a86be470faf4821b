/** Runs esbuild in the bin directory, and keeps it in the sandbox. */
"use strict";

const { readFileSync, writeFileSync } = require("node:fs");
const path = require("node:path");
const { pathToFileURL } = require("node:url");

const execroot = process.cwd();
const [library, ...flags] = process.argv.slice(2);
const flag = (name) => flags.find((argument) => argument.startsWith(`--${name}=`))?.slice(name.length + 3);
const bindir = process.env.BAZEL_BINDIR;
process.env.ESBUILD_BINARY_PATH = path.resolve(process.env.ESBUILD_BINARY_PATH);
const libraryPath = path.resolve(library);
process.chdir(bindir);
const esbuild = require(libraryPath); // takes its working directory when it is loaded

/**
 * The sandbox is made of symbolic links, and esbuild follows them to where the files really are, where undeclared files lie
 * too. Each path that it resolves is put back to the same place in the sandbox.
 */
const sandbox = {
  name: "bazel-sandbox",
  setup(build) {
    build.onResolve({ filter: /./ }, async ({ path: imported, ...options }) => {
      if (options.pluginData?.isResolving) return undefined;
      const result = await build.resolve(imported, { ...options, pluginData: { isResolving: true } });
      if (result.errors.length > 0 || result.external || !path.isAbsolute(result.path)) return result;
      if (result.path.startsWith(execroot + path.sep)) return result;
      const inBindir = result.path.indexOf(`/${bindir}/`);
      if (inBindir < 0) throw new Error(`esbuild resolved a path outside of ${bindir}: ${result.path}`);
      return { ...result, path: execroot + result.path.slice(inBindir) };
    });
  },
};

async function main() {
  const options = JSON.parse(readFileSync(flag("esbuild_args"), "utf8"));
  const config = flag("config_file");
  if (config) Object.assign(options, (await import(pathToFileURL(path.resolve(config)).href)).default);
  const result = await esbuild.build({ ...options, plugins: [sandbox] });
  if (result.metafile) writeFileSync(flag("metafile"), JSON.stringify(result.metafile));
}

main().catch((error) => {
  // esbuild has printed what is wrong with the sources; anything else is said here.
  if (!error.errors) console.error(error);
  process.exit(1);
});
