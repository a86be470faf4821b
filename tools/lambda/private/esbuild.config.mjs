// What `lambda_bundle` gives to esbuild, besides the attributes of its rule.
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

// The index of a module of the AWS SDK, and of a part of one.
const INDEX = /\/node_modules\/(?:@aws-sdk|@smithy)\/[\w-]+\/dist-es\/(?:.+\/)?index\.js$/;

const STAR = /^export \* from "(\.[^"]+)";$/gm;

/**
 * The names that a module exports, as the SDK's compiler writes it; undefined if it is written otherwise.
 *
 * @param {string} path
 * @returns {readonly string[] | undefined}
 */
function exportedNames(path) {
  const text = readFileSync(path, "utf8");
  const names = new Set();
  for (const [statement, rest] of text.matchAll(/^export (.*(?:\{[^}]*\}.*)?)$/gm)) {
    const star = /^export \* from "(\.[^"]+)";$/.exec(statement);
    const declared = /^(?:async )?(?:function\*?|class|const|let|var) ([\w$]+)/.exec(rest);
    const listed = /^\{([^}]*)\}(?: from "[^"]+")?;$/.exec(rest);
    const found = star ? namesBehind(path, star[1]) : declared ? [declared[1]] : listed && namesOf(listed[1]);
    if (!found) return undefined;
    for (const name of found) names.add(name);
  }
  return [...names];
}

function namesBehind(importer, relative) {
  const path = join(dirname(importer), relative);
  const module = [path, `${path}.js`, join(path, "index.js")].find(
    (file) => file.endsWith(".js") && existsSync(file),
  );
  return module && exportedNames(module);
}

/** Those of `{ a, b as c }`. */
function namesOf(list) {
  return list
    .split(",")
    .map((item) => item.trim().split(" as ").at(-1))
    .filter((name) => name !== "");
}

/**
 * Says by name what the SDK's indexes export. esbuild wraps what `import()` reaches into functions, and in there an `export *` brings
 * all that it could mean: every command and schema of a client, of which a service calls three or four. Names it leaves out where
 * nothing uses them.
 */
const namedExports = {
  name: "named-exports",
  setup(build) {
    build.onLoad({ filter: INDEX }, ({ path }) => {
      const given = new Set();
      const contents = readFileSync(path, "utf8").replaceAll(STAR, (star, relative) => {
        // Two modules of an index may re-export the same third one.
        const names = namesBehind(path, relative)?.filter((name) => !given.has(name));
        if (!names) return star;
        for (const name of names) given.add(name);
        return names.length > 0 ? `export { ${names.join(", ")} } from "${relative}";` : "";
      });
      return { contents };
    });
  },
};

export default {
  // Stack traces and logged errors keep the names of classes and functions.
  keepNames: true,
  // These three as in `NODE_CONFIG` of //tools/typescript:defs.bzl.
  legalComments: "none",
  mainFields: ["module", "main"],
  supported: { "dynamic-import": false },
  plugins: [namedExports],
};
