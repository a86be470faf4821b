import { describe, expect, test } from "@jest/globals";
import { parseJson } from "./parse";
import { digestSchema, manifestSchema } from "./schema";

const manifest = {
  version: 1,
  service: "orders",
  target: "//services/orders:deploy",
  stack: { target: "//services/orders:stack", template: "services/orders/stack.template.json" },
  functions: [
    {
      name: "orders",
      target: "//services/orders:bundle",
      digestFile: "services/orders/bundle.digest.json",
      zip: "bazel-out/k8-fastbuild/bin/services/orders/bundle.zip",
      outputGroup: "zip",
      mnemonic: "LambdaPack",
    },
  ],
};

/** The message with which a manifest is refused. */
function refusal(text: string): string {
  try {
    parseJson(manifestSchema, text, "the manifest m.json", "ManifestInvalid", "build it again");
  } catch (error) {
    return (error as Error).message;
  }
  return "accepted";
}

const changed = (change: (copy: typeof manifest) => object): string =>
  refusal(JSON.stringify(change(structuredClone(manifest))));
const changedFunction = (change: object): string =>
  changed((copy) => ({ ...copy, functions: [{ ...copy.functions[0], ...change }] }));

describe("a manifest", () => {
  test("as the rule writes it is accepted", () => {
    expect(refusal(JSON.stringify(manifest))).toBe("accepted");
  });
  test("that is not JSON", () => {
    expect(refusal("{")).toMatchInlineSnapshot(
      `"the manifest m.json is not JSON: Expected property name or '}' in JSON at position 1 (line 1 column 2)"`,
    );
  });
  test("of another version", () => {
    expect(changed((copy) => ({ ...copy, version: 2 }))).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  version: this deployer reads version 1: the rules are of another version"
`);
  });
  test("with an unknown field", () => {
    expect(changed((copy) => ({ ...copy, layers: [] }))).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  (document): Unrecognized key: "layers""
`);
  });
  test("with an unknown field in a function", () => {
    expect(changedFunction({ memory: 1 })).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  functions[0]: Unrecognized key: "memory""
`);
  });
  test("without functions", () => {
    expect(changed((copy) => ({ ...copy, functions: [] }))).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  functions: must name at least one function"
`);
  });
  test("with a name that no stack can have", () => {
    expect(changed((copy) => ({ ...copy, service: "Orders_1" }))).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  service: must be lower-case letters, digits and dashes, and start with a letter"
`);
  });
  test("with a path out of its root", () => {
    expect(changedFunction({ zip: "../../etc/passwd" })).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  functions[0].zip: must be a path without .. under its root"
`);
  });
  test("with a target that is no label", () => {
    expect(changedFunction({ target: "services/orders" })).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  functions[0].target: must be a label such as //services/orders:bundle"
`);
  });
  test("with several problems names them all", () => {
    expect(changed(() => ({ version: 1 }))).toMatchInlineSnapshot(`
"the manifest m.json is not valid:
  service: Invalid input: expected string, received undefined
  target: Invalid input: expected string, received undefined
  stack: Invalid input: expected object, received undefined
  functions: Invalid input: expected array, received undefined"
`);
  });
});

describe("a digest file", () => {
  const digest = {
    version: 1,
    sha256: "00".repeat(32),
    codeSha256: Buffer.alloc(32).toString("base64"),
    zippedBytes: 1,
    buildId: "b1".repeat(32),
    unzippedBytes: 2,
  };
  test("whose two spellings agree is accepted", () => {
    expect(digestSchema.safeParse(digest).success).toBe(true);
  });
  test("whose two spellings differ is refused", () => {
    const wrong = { ...digest, sha256: "11".repeat(32) };
    expect(() =>
      parseJson(
        digestSchema,
        JSON.stringify(wrong),
        "the digest file d.json",
        "DigestInvalid",
        "build it again",
      ),
    ).toThrowErrorMatchingInlineSnapshot(`
"the digest file d.json is not valid:
  (document): sha256 and codeSha256 must be the same 32 bytes"
`);
  });
});
