import { readFileSync } from "node:fs";
import { join } from "node:path";

/** What newer Bazel removes, or warns of, and buildifier does not find. */
interface Removed {
  readonly pattern: RegExp;
  readonly name: string;
  readonly instead: string;
}

const LABELS = "https://github.com/bazelbuild/bazel/issues/23144";

const REMOVED: readonly Removed[] = [
  {
    pattern: /\.relative\(/,
    name: "Label.relative()",
    instead: `same_package_label() or native.package_relative_label(), ${LABELS}`,
  },
  { pattern: /(?<!\bctx)\.workspace_name\b/, name: "Label.workspace_name", instead: `repo_name, ${LABELS}` },
  {
    pattern: /\brepository_name\(/,
    name: "native.repository_name()",
    instead: `native.repo_name(), ${LABELS}`,
  },
  { pattern: /\.resolve_tools\(/, name: "ctx.resolve_tools()", instead: "tools of ctx.actions.run" },
  { pattern: /\.build_file_path\b/, name: "ctx.build_file_path", instead: "ctx.label.package" },
  {
    pattern: /\.to_(json|proto)\(/,
    name: "struct.to_json() and to_proto()",
    instead: "json.encode and proto.encode_text",
  },
  {
    pattern: /\.os\.environ\b|\benviron = /,
    name: "repository_rule(environ) and os.environ",
    instead: "getenv(), https://bazel.build/rules/lib/builtins/repository_ctx#getenv",
  },
  {
    pattern: /\bcompatibility_level = /,
    name: "module(compatibility_level)",
    instead: "nothing: Bazel 9 warns that it has no effect",
  },
];

/**
 * Finds what a newer Bazel no longer has. Code that runs with both: each has a replacement in Bazel 7.1.
 *
 * @returns one line for each place, `path:line: …`
 */
export function removedApis(path: string, text: string): string[] {
  return text
    .split("\n")
    .flatMap((line, index) =>
      REMOVED.filter(({ pattern }) => !line.trimStart().startsWith("#") && pattern.test(line)).map(
        ({ name, instead }) => `${path}:${index + 1}: newer Bazel removes ${name}; use ${instead}`,
      ),
    );
}

/** Checks files of a workspace. @returns whether it found something */
export function checkRemovedApis(workspace: string, paths: readonly string[]): boolean {
  const problems = paths.flatMap((path) => removedApis(path, readFileSync(join(workspace, path), "utf8")));
  for (const problem of problems) console.error(problem);
  return problems.length > 0;
}
