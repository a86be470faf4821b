import type { House } from "../house";

/** The whole repository. */
export const REPOSITORY: House = {
  folder: "",
  picture: "CONTRIBUTING.md",
  floors: [
    { rooms: ["bench"], is: "benchmarks" },
    { rooms: ["e2e"], is: "end-to-end tests of the whole" },
    {
      rooms: ["services"],
      is: "one folder per service",
      only: ["platform"],
      tests: ["tools/service-test"],
      builds: ["tools/lambda"],
    },
    { rooms: ["tools/service-test"], is: "an AWS for the tests of services", only: ["tools/local"] },
    {
      rooms: ["tools/audit"],
      is: "which packages are in what runs",
      only: ["tools/deploy/inventory", "tools/bundle", "tools/terminal"],
      tests: ["tools/deploy/testing", "tools/node"],
      // environments.json, and what deploys in its tests.
      builds: ["platform", "tools/local"],
    },
    {
      rooms: ["tools/simulation"],
      is: "random deploys with faults, in one process and in virtual time",
      only: ["tools/deploy", "tools/local", "tools/node", "tools/terminal"],
    },
    {
      rooms: ["tools/lambda"],
      is: "the Bazel rules, the packer, the synthesizer, the checks",
      only: [
        "platform",
        "tools/bundle",
        "tools/cloudformation",
        "tools/node",
        "tools/pnpm",
        "tools/terminal",
      ],
      // Sample events are tested with what reads them, bills of materials with a real one.
      tests: ["tools/deploy/cli/sample-events", "services/orders"],
      // //services/…:deploy starts the deployer, which starts the local account.
      builds: ["tools/deploy", "tools/local"],
    },
    {
      rooms: ["platform"],
      is: "what services import",
      only: [],
      tests: ["tools/node"],
      // Its tests bundle and synthesize.
      builds: ["tools/lambda"],
    },
    {
      rooms: ["tools/deploy"],
      is: "the deployer",
      only: [
        "tools/bundle",
        "tools/cloudformation",
        "tools/local/credentials",
        "tools/node",
        "tools/pnpm",
        "tools/terminal",
      ],
      tests: ["tools/local"],
      // Tests compare the verbs of the command line with those of the rules, and templates with those of an older version.
      builds: ["platform/constructs", "tools/lambda/private"],
    },
    {
      rooms: ["tools/local"],
      is: "the local account",
      only: ["tools/node", "tools/terminal"],
    },
    { rooms: ["tools/lint"], is: "format, lint and these rules", only: ["tools/node"] },
    {
      rooms: ["tools/terminal"],
      is: "the only way to standard output",
      only: [],
      // A test reads the code of the programs.
      tests: ["tools/audit", "tools/deploy", "tools/local"],
    },
    { rooms: ["tools/bundle"], is: "reads esbuild's metafile", only: [] },
    { rooms: ["tools/pnpm"], is: "reads pnpm's lock file", only: [] },
    { rooms: ["tools/cloudformation"], is: "reads names in templates", only: [] },
    { rooms: ["tools/node"], is: "how programs find the Node.js that runs them", only: [] },
    {
      rooms: ["tools/jest", "tools/typescript"],
      is: "how all is compiled and tested; any BUILD file loads them",
      only: [],
    },
    {
      rooms: ["tools/bazelw", "tools/airgap"],
      is: "how bazelw gets Bazel; only it knows them",
      only: [],
    },
  ],
  testing: ["tools/service-test", "tools/simulation"],
  rules: ["tools/jest", "tools/typescript"],
};
