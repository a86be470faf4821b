import type { House } from "../house";

/** The deployer. */
export const DEPLOYER: House = {
  folder: "tools/deploy",
  picture: "tools/deploy/README.md",
  floors: [
    { rooms: ["main.ts"], is: "starts it" },
    { rooms: ["cli"], is: "the command line: verbs, options, a run, what is printed" },
    { rooms: ["engine"], is: "many services: their order, locks, plan files, approval" },
    { rooms: ["apply"], is: "carries a plan out: stacks by change set, functions by version and alias" },
    { rooms: ["inventory"], is: "what is deployed where: what other tools may import of the deployer" },
    { rooms: ["telemetry"], is: "logs, metrics, traces and stack traces of what runs" },
    { rooms: ["context"], is: "what a run has: its session, its outcome, its progress" },
    { rooms: ["plan"], is: "from manifest and observed state to changes, purely" },
    { rooms: ["why"], is: "why an artifact differs from the deployed one" },
    { rooms: ["bucket"], is: "the lock, the records and the artifacts in the bucket" },
    { rooms: ["observe"], is: "what is deployed" },
    { rooms: ["history"], is: "versions of a function, purely: which to keep, where to roll back to" },
    { rooms: ["artifact"], is: "zips and templates, built when they are needed" },
    { rooms: ["workspace"], is: "Bazel and git" },
    { rooms: ["environment"], is: "environments.json: account, region and bucket" },
    { rooms: ["aws"], is: "AWS's APIs, a folder each; the only place of the AWS SDK" },
    { rooms: ["manifest"], is: "what the build says of a service" },
    { rooms: ["template"], is: "CloudFormation templates, purely: difference, evaluation" },
    { rooms: ["trust"], is: "signed statements about artifacts, purely" },
    { rooms: ["model"], is: "what can be known of a service, purely" },
    { rooms: ["json", "error.ts"], is: "JSON, and FerryError" },
  ],
  testing: ["testing", "scenarios"],
  packages: { "@aws-sdk/": ["aws"], "@smithy/": ["aws"], commander: ["cli"], listr2: ["cli/report"] },
  pure: {
    paths: ["json", "error.ts", "model", "template", "trust", "history", "why/explain.ts", "plan"],
    except: {
      "model/digest.ts": "the digest of a file, read as a stream",
      "template/read-resource-types.ts": "reads the database that the build puts beside the deployer",
      "template/resource-types/main.ts": "a program of the build, which writes that database",
      "trust/key.ts": "reads the file of the private key",
    },
  },
};
