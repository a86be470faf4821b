import { expect, test } from "@jest/globals";
import { dependencies, labelPaths, parseGraph } from "./build-graph";

const OUTPUT = `digraph mygraph {
  node [shape=box];
  "//services/orders:bundle"
  "//services/orders:bundle" -> "//services/orders:bundle.esbuild"
  "//services/orders:bundle" -> "@rules_nodejs//nodejs:toolchain"
  "//services/orders:bundle.esbuild"
  "//services/orders:bundle.esbuild" -> "//services/orders:src/main.ts"
  "//services/orders:bundle.esbuild" -> "//:node_modules/@aws-sdk/client-s3"
  "//services/orders:bundle.esbuild" -> "@@//platform/runtime:runtime"
  "@@//platform/runtime:runtime" -> "@@//platform/runtime:handler.ts"
  "@@//platform/runtime:runtime" -> "//services/orders:bundle.esbuild"
  "//services/billing:bundle" -> "//services/billing:src/main.ts"
  "//services/billing:bundle" -> "//:tsconfig.json"
}
`;

test("all that a target depends on, and nothing that only another one does", () => {
  const graph = parseGraph(OUTPUT);
  const orders = dependencies(graph, "//services/orders:bundle");
  expect([...orders.folders].sort()).toEqual(["", "platform/runtime", "services/orders"]);
  expect([...orders.npm]).toEqual(["@aws-sdk/client-s3"]);
  expect(orders.paths.has("platform/runtime/handler.ts")).toBe(true);
  expect(orders.paths.has("services/billing/src/main.ts")).toBe(false);
  expect(dependencies(graph, "//services/billing:bundle").paths.has("tsconfig.json")).toBe(true);
});

test("a target that the graph does not have depends on nothing", () => {
  expect([...dependencies(new Map(), "//a:b").paths]).toEqual(["a/b"]);
});

test("labels of the workspace are paths", () => {
  const labels = "//:BUILD.bazel\n@@//tools/lambda:private/service.bzl\n@rules_nodejs//:BUILD\n\n";
  expect([...labelPaths(labels)]).toEqual(["BUILD.bazel", "tools/lambda/private/service.bzl"]);
});
