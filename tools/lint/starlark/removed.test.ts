import { expect, test } from "@jest/globals";
import { removedApis } from "./removed";

test.each([
  'label.relative(":{}.names".format(label.name))',
  "ctx.label.workspace_name != file.owner.workspace_name",
  'native.repository_name() + "//:all"',
  "ctx.resolve_tools(tools = [])",
  'ctx.build_file_path.replace("BUILD", "")',
  "struct(a = 1).to_json()",
  'rctx.os.environ.get("HOME")',
  '    environ = ["HOME"],',
  "    compatibility_level = 1,",
])("%s is found", (line) => {
  expect(removedApis("a/b.bzl", `x = 1\n${line}\n`)).toEqual([
    expect.stringMatching(/^a\/b\.bzl:2: newer Bazel removes .+; use .+$/),
  ]);
});

test.each([
  'label.same_package_label(label.name + ".names")',
  "ctx.label.repo_name != file.owner.repo_name",
  "ctx.workspace_name,",
  'rctx.getenv("HOME")',
  "json.encode(struct(a = 1))",
  "# label.relative() is gone",
])("%s is not", (line) => {
  expect(removedApis("a/b.bzl", line)).toEqual([]);
});
