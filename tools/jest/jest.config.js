/** How jest runs under Bazel: on what tsc made, in the runfiles, which Bazel lays out as symbolic links. */
module.exports = {
  testEnvironment: "node",
  rootDir: "../..",
  roots: ["<rootDir>"],
  testMatch: ["**/*.test.js"],
  haste: { enableSymlinks: true },
  watchman: false,
  // Each action has a cache of its own that nobody would read again.
  cache: false,
  transform: {},
};
