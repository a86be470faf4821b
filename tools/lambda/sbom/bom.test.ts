import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { BundleContents, Part } from "../../bundle/metafile";
import { packagePath } from "../../bundle/package-path";
import { billOfMaterials, type DeploymentPackage } from "./bom";
import type { LockedPackages } from "./locked-packages";
import { type PackageManifest, readManifest } from "./manifest";
import { SbomProblem } from "./problem";
import { serialize } from "./serialize";

const SUBJECT: DeploymentPackage = {
  target: "//services/a:bundle",
  sha256: "ab".repeat(32),
  buildId: "cd".repeat(32),
  zippedBytes: 10,
  unzippedBytes: 100,
};

const folder = (name: string, version: string): string =>
  `node_modules/.aspect_rules_js/${name.replace("/", "+")}@${version}/node_modules/${name}`;

const part = (path: string, bytes: number): Part => ({ path, bytes, package: packagePath(path) });

/** The package.json that each of the packages has. */
function manifests(...packages: [folder: string, manifest: object][]): Map<string, PackageManifest> {
  return new Map(packages.map(([root, manifest]) => [root, readManifest(JSON.stringify(manifest))]));
}

/** A digest of a length that its algorithm has, in base64 and in hex. */
const digest = (byte: string, length: number) => {
  const bytes = Buffer.from(byte.repeat(length), "hex");
  return { base64: bytes.toString("base64"), hex: bytes.toString("hex") };
};
const [SHA512, OTHER_SHA512, SHA1] = [digest("01", 64), digest("02", 64), digest("03", 20)];

const locked = (integrity: string | undefined, ...dependencies: string[]) => ({ integrity, dependencies });

const made = (...args: Parameters<typeof billOfMaterials>) => JSON.parse(serialize(billOfMaterials(...args)));

/** The code imports `@x/client`, whose `barrel` re-exports `core`; `core` carries `inner` within itself. */
const CLIENT = folder("@x/client", "1.0.0");
const CORE = folder("core", "2.0.0");
const CONTENTS: BundleContents = {
  entryPoint: "services/orders/src/main.js",
  bytes: 80,
  imported: new Set([CLIENT]),
  parts: [
    part("services/a/src/main.ts", 5),
    part(`${CLIENT}/a.js`, 10),
    part(`${CLIENT}/b.js`, 20),
    part(`${CORE}/index.js`, 30),
    part(`${CORE}/node_modules/inner/index.js`, 7),
  ],
};
const MANIFESTS = manifests(
  [CLIENT, { name: "@x/client", version: "1.0.0", license: "Apache-2.0" }],
  [CORE, { name: "core", version: "2.0.0", license: "MIT OR Apache-2.0" }],
  [`${CORE}/node_modules/inner`, { name: "inner", version: "9.0.0", license: "See the file" }],
);
const LOCKFILE: LockedPackages = new Map([
  ["@x/client@1.0.0", locked(`sha512-${SHA512.base64}`, "barrel@1.0.0")],
  ["barrel@1.0.0", locked("sha512-AAAA", "core@2.0.0", "unused@1.0.0")],
  ["core@2.0.0", locked(`sha512-${OTHER_SHA512.base64} sha1-${SHA1.base64}`)],
  ["unused@1.0.0", locked("sha512-AAAA")],
]);

describe("a bill of materials", () => {
  const bom = made(SUBJECT, CONTENTS, { manifests: MANIFESTS, lockfile: LOCKFILE });

  test("names what it is of, by what the packer says", () => {
    expect(bom.metadata.component).toEqual({
      type: "application",
      name: "//services/a:bundle",
      "bom-ref": "//services/a:bundle",
      hashes: [{ alg: "SHA-256", content: SUBJECT.sha256 }],
      properties: [
        { name: "ferry:build-id", value: SUBJECT.buildId },
        { name: "ferry:bytes", value: "80" },
        { name: "ferry:own-bytes", value: "5" },
        { name: "ferry:unzipped-bytes", value: "100" },
        { name: "ferry:zipped-bytes", value: "10" },
      ],
    });
    expect(bom.metadata.timestamp).toBeUndefined();
  });

  test("has a component for each package with code inside", () => {
    expect(bom.components).toEqual([
      {
        type: "library",
        group: "@x",
        name: "client",
        version: "1.0.0",
        "bom-ref": "pkg:npm/%40x/client@1.0.0",
        purl: "pkg:npm/%40x/client@1.0.0",
        hashes: [{ alg: "SHA-512", content: SHA512.hex }],
        licenses: [{ license: { id: "Apache-2.0" } }],
        properties: [
          { name: "ferry:bytes", value: "30" },
          { name: "ferry:files", value: "2" },
        ],
      },
      {
        type: "library",
        name: "core",
        version: "2.0.0",
        "bom-ref": "pkg:npm/core@2.0.0",
        purl: "pkg:npm/core@2.0.0",
        hashes: [
          { alg: "SHA-1", content: SHA1.hex },
          { alg: "SHA-512", content: OTHER_SHA512.hex },
        ],
        licenses: [{ expression: "MIT OR Apache-2.0" }],
        properties: [
          { name: "ferry:bytes", value: "30" },
          { name: "ferry:files", value: "1" },
        ],
      },
      {
        type: "library",
        name: "inner",
        version: "9.0.0",
        "bom-ref": "pkg:npm/inner@9.0.0",
        purl: "pkg:npm/inner@9.0.0",
        licenses: [{ license: { name: "See the file" } }],
        properties: [
          { name: "cdx:npm:package:bundled", value: "true" },
          { name: "ferry:bytes", value: "7" },
          { name: "ferry:files", value: "1" },
        ],
      },
    ]);
  });

  test("says what depends on what, through packages of which nothing is left", () => {
    expect(bom.dependencies).toEqual([
      { ref: "//services/a:bundle", dependsOn: ["pkg:npm/%40x/client@1.0.0"] },
      { ref: "pkg:npm/%40x/client@1.0.0", dependsOn: ["pkg:npm/core@2.0.0"] },
      { ref: "pkg:npm/core@2.0.0", dependsOn: ["pkg:npm/inner@9.0.0"] },
      { ref: "pkg:npm/inner@9.0.0" },
    ]);
  });

  test("is the same text in whatever order its sources came", () => {
    const text = serialize(billOfMaterials(SUBJECT, CONTENTS, { manifests: MANIFESTS, lockfile: LOCKFILE }));
    const all = <T>(items: Iterable<T>) => {
      const list = [...items];
      return fc.shuffledSubarray(list, { minLength: list.length });
    };
    fc.assert(
      fc.property(all(CONTENTS.parts), all(MANIFESTS), all(LOCKFILE), (parts, manifests, lockfile) => {
        const sources = { manifests: new Map(manifests), lockfile: new Map(lockfile) };
        expect(serialize(billOfMaterials(SUBJECT, { ...CONTENTS, parts }, sources))).toBe(text);
      }),
      { numRuns: 30 },
    );
  });

  test("of another zip, or of another target, has another serial number", () => {
    const sources = { manifests: MANIFESTS, lockfile: LOCKFILE };
    const others = [
      { ...SUBJECT, sha256: "ef".repeat(32) },
      { ...SUBJECT, target: "//services/b:bundle" },
    ];
    const numbers = [SUBJECT, ...others].map((zip) => made(zip, CONTENTS, sources).serialNumber);
    expect(new Set(numbers).size).toBe(3);
  });
});

test("dependencies in a circle end", () => {
  const lockfile: LockedPackages = new Map([
    ["@x/client@1.0.0", locked(undefined, "barrel@1.0.0")],
    ["barrel@1.0.0", locked(undefined, "@x/client@1.0.0", "barrel@1.0.0")],
  ]);
  const contents = { ...CONTENTS, parts: [part(`${CLIENT}/a.js`, 10)] };
  expect(made(SUBJECT, contents, { manifests: MANIFESTS, lockfile }).dependencies).toEqual([
    { ref: "//services/a:bundle", dependsOn: ["pkg:npm/%40x/client@1.0.0"] },
    { ref: "pkg:npm/%40x/client@1.0.0" },
  ]);
});

test("refuses a package that the lock file does not have", () => {
  const sources = { manifests: MANIFESTS, lockfile: new Map() };
  expect(() => billOfMaterials(SUBJECT, CONTENTS, sources)).toThrow(
    new SbomProblem(
      "@x/client@1.0.0 is inside, but the lock file does not have it; " +
        "give the bundle the lock file that its packages came from",
    ),
  );
});
