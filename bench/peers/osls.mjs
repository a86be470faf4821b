import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Program } from "./program.mjs";

/** osls, the open fork of the Serverless Framework. It gets an existing bucket, since the account has no AWS::S3::Bucket. */
export class Osls extends Program {
  static name = "osls";
  static bucket = "osls-deployments";

  constructor(options) {
    super(options);
    const functions = options.functions.map((name) => [
      name,
      {
        name: `\${sls:stage}-osls-${name}`,
        handler: `functions/${name}/index.handler`,
        package: { patterns: [`functions/${name}/**`] },
      },
    ]);
    const service = {
      service: "shop",
      provider: {
        name: "aws",
        runtime: "nodejs24.x",
        region: "us-east-1",
        memorySize: 256,
        deploymentBucket: { name: Osls.bucket, skipPolicySetup: true },
      },
      package: { individually: true, patterns: ["!**"] },
      functions: Object.fromEntries(functions),
    };
    writeFileSync(join(this.folder, "serverless.json"), JSON.stringify(service));
  }

  deploy(environment) {
    return this.run("osls/bin/serverless", ["deploy", "--stage", environment]);
  }

  deployFunction(name, environment) {
    return this.run("osls/bin/serverless", [
      "deploy",
      "function",
      "--function",
      name,
      "--stage",
      environment,
    ]);
  }
}
