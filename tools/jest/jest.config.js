/** jest under Bazel: on the output of tsc, in the runfiles, which are symbolic links. */
module.exports = {
  testEnvironment: "node",
  rootDir: "../..",
  roots: ["<rootDir>"],
  testMatch: ["**/*.test.js"],
  haste: { enableSymlinks: true },
  watchman: false,
  // Each action would have a cache of its own, never read again.
  cache: false,
  transform: {},
};
