import { expect, test } from "@jest/globals";
import { packageKey, parseLockfile } from "./lockfile";

const TEXT = `
lockfileVersion: '9.0'
importers:
  .:
    dependencies:
      '@scope/a': {specifier: 1.0.0, version: 1.0.0(peer@2.0.0)}
      old-name: {specifier: npm:b@2.0.0, version: b@2.0.0}
    devDependencies:
      b: {specifier: 2.0.0, version: 2.0.0}
packages:
  '@scope/a@1.0.0':
    resolution: {integrity: sha512-AAAA}
    peerDependencies:
      peer: '*'
  b@2.0.0:
    resolution: {integrity: sha512-BBBB}
  peer@2.0.0:
    resolution: {tarball: file:peer.tgz}
snapshots:
  '@scope/a@1.0.0(peer@2.0.0)':
    dependencies:
      peer: 2.0.0
    optionalDependencies:
      alias: b@2.0.0
  b@2.0.0:
    dependencies:
      '@scope/a': 1.0.0(peer@2.0.0)
  peer@2.0.0:
`;

test("packages, what the workspace depends on, and what these depend on; aliases are followed", () => {
  expect(parseLockfile(TEXT)).toEqual({
    packages: new Map([
      ["@scope/a@1.0.0", { name: "@scope/a", version: "1.0.0", integrity: "sha512-AAAA" }],
      ["b@2.0.0", { name: "b", version: "2.0.0", integrity: "sha512-BBBB" }],
      ["peer@2.0.0", { name: "peer", version: "2.0.0", integrity: undefined }],
    ]),
    direct: new Map([
      ["@scope/a", "@scope/a@1.0.0(peer@2.0.0)"],
      ["b", "b@2.0.0"],
      ["old-name", "b@2.0.0"],
    ]),
    snapshots: new Map([
      ["@scope/a@1.0.0(peer@2.0.0)", ["b@2.0.0", "peer@2.0.0"]],
      ["b@2.0.0", ["@scope/a@1.0.0(peer@2.0.0)"]],
      ["peer@2.0.0", []],
    ]),
  });
  expect(packageKey("@scope/a@1.0.0(peer@2.0.0)")).toBe("@scope/a@1.0.0");
});

test("an empty lock file has no packages", () => {
  expect(parseLockfile("").packages.size).toBe(0);
});
