import { expect, test } from "@jest/globals";
import { parseLockfile } from "../../pnpm/lockfile";
import { lockedPackages } from "./locked-packages";

const TEXT = `
lockfileVersion: '9.0'
packages:
  '@scope/a@1.0.0':
    resolution: {integrity: sha512-AAAA}
    peerDependencies:
      peer: '*'
  b@2.0.0:
    resolution: {integrity: sha512-BBBB}
  peer@1.0.0:
    resolution: {integrity: sha512-CCCC}
  peer@2.0.0:
    resolution: {integrity: sha512-DDDD}
snapshots:
  '@scope/a@1.0.0(peer@1.0.0)':
    dependencies:
      peer: 1.0.0
  '@scope/a@1.0.0(peer@2.0.0)':
    dependencies:
      peer: 2.0.0
    optionalDependencies:
      alias: b@2.0.0
  b@2.0.0:
    dependencies:
      '@scope/a': 1.0.0(peer@1.0.0)
  peer@1.0.0: {}
  peer@2.0.0: {}
`;

test("joins what was resolved for different peers, and follows aliases", () => {
  expect(Object.fromEntries(lockedPackages(parseLockfile(TEXT)))).toEqual({
    "@scope/a@1.0.0": {
      integrity: "sha512-AAAA",
      dependencies: ["b@2.0.0", "peer@1.0.0", "peer@2.0.0"],
    },
    "b@2.0.0": { integrity: "sha512-BBBB", dependencies: ["@scope/a@1.0.0"] },
    "peer@1.0.0": { integrity: "sha512-CCCC", dependencies: [] },
    "peer@2.0.0": { integrity: "sha512-DDDD", dependencies: [] },
  });
});
