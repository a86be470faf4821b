import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Program } from "./program.mjs";

/** The AWS CDK's command line. It needs a bucket, which `cdk bootstrap` creates once in an account. */
export class Cdk extends Program {
  static name = "cdk";
  static bucket = "cdk-hnb659fds-assets-000000000000-us-east-1";

  constructor(options) {
    super(options);
    writeFileSync(join(this.folder, "app.cjs"), app(options.modules));
    writeFileSync(
      join(this.folder, "cdk.json"),
      JSON.stringify({ app: `node app.cjs`, versionReporting: false, notices: false, telemetry: false }),
    );
  }

  deploy(environment) {
    return this.#cdk(environment, []);
  }

  hotswap(environment) {
    return this.#cdk(environment, ["--hotswap"]);
  }

  #cdk(environment, options) {
    const context = ["--context", `environment=${environment}`];
    const all = ["deploy", ...options, ...context, "--require-approval=never", "--ci"];
    return this.run("aws-cdk/bin/cdk", all);
  }
}

/** An app like Ferry's stacks: one role, and for each function a version and the alias `live`. */
function app(modules) {
  return `
const { readdirSync } = require("node:fs");
const { App, CliCredentialsStackSynthesizer, Stack, aws_iam: iam, aws_lambda: lambda } = require(${JSON.stringify(join(modules, "aws-cdk-lib"))});
const app = new App({ analyticsReporting: false });
const environment = app.node.getContext("environment");
const stack = new Stack(app, "cdk-shop", {
  stackName: environment + "-cdk-shop",
  env: { account: "000000000000", region: "us-east-1" },
  synthesizer: new CliCredentialsStackSynthesizer(),
});
const role = new iam.Role(stack, "Role", { assumedBy: new iam.ServicePrincipal("lambda.amazonaws.com") });
for (const name of readdirSync("functions").sort()) {
  const made = new lambda.Function(stack, name, {
    functionName: environment + "-cdk-" + name,
    code: lambda.Code.fromAsset("functions/" + name),
    handler: "index.handler",
    runtime: new lambda.Runtime("nodejs24.x", lambda.RuntimeFamily.NODEJS),
    memorySize: 256,
    role,
  });
  new lambda.Alias(stack, name + "-live", { aliasName: "live", version: made.currentVersion });
}
`;
}
