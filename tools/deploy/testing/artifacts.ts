import { createHash } from "node:crypto";
import type { FunctionArtifact, Service } from "../manifest/service";
import { parseTemplate } from "../template/template";

/** What a template says of one function, as far as tests vary it. */
export interface FunctionShape {
  readonly name: string;
  readonly memory: number;
  /** Stands for the zip's bytes. */
  readonly code: string;
}

export interface ServiceShape {
  readonly service: string;
  readonly functions: readonly FunctionShape[];
  /** Description of the stack: a change of the template that touches no function. */
  readonly description: string;
}

/** A service as `readServices` gives it, from the little that a test cares about. */
export function serviceOf(shape: ServiceShape): Service {
  const body = templateBody(shape);
  return {
    name: shape.service,
    target: `//services/${shape.service}:${shape.service}`,
    stack: {
      path: `services/${shape.service}/stack.template.json`,
      target: `//services/${shape.service}:stack`,
      body,
      digest: createHash("sha256").update(body).digest("hex"),
      template: parseTemplate(body, "the template"),
    },
    functions: shape.functions.map((one) => artifactOf(shape.service, one)),
  };
}

function artifactOf(service: string, { name, code }: FunctionShape): FunctionArtifact {
  const hash = createHash("sha256").update(code).digest();
  return {
    name,
    target: `//services/${service}:${name}`,
    digest: {
      version: 1,
      sha256: hash.toString("hex"),
      buildId: hash.toString("hex"),
      zippedBytes: 312_345,
      unzippedBytes: 1_000_000,
    },
    zip: `bazel-out/k8-fastbuild/bin/services/${service}/${name}.zip`,
    outputGroup: "zip",
    mnemonic: "LambdaPack",
  };
}

/** A template with the conventions that the deployer relies on; `Level` is a parameter that every function uses. */
function templateBody({ functions, description }: ServiceShape): string {
  const resources = functions.flatMap(({ name, memory }) => [
    [
      `Function${name}`,
      {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: { "Fn::Sub": `\${Environment}-${name}` },
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Role: "arn:aws:iam::000000000000:role/test",
          MemorySize: memory,
          Environment: { Variables: { LEVEL: { Ref: "Level" } } },
          Code: { ZipFile: "exports.handler = () => { throw new Error('not deployed yet') }" },
        },
      },
    ],
    [
      `Version${name}`,
      { Type: "AWS::Lambda::Version", Properties: { FunctionName: { Ref: `Function${name}` } } },
    ],
    [
      `Live${name}`,
      {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live",
          FunctionName: { Ref: `Function${name}` },
          FunctionVersion: { "Fn::GetAtt": [`Version${name}`, "Version"] },
        },
      },
    ],
  ]);
  return JSON.stringify({
    Description: description,
    Parameters: { Environment: { Type: "String" }, Level: { Type: "String", Default: "info" } },
    Resources: Object.fromEntries(resources),
  });
}
