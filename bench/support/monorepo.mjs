import { createHash, randomBytes } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { zipOf } from "./zip.mjs";

const BIN = "bazel-out/k8-fastbuild/bin";

const ENVIRONMENTS = {
  version: 1,
  environments: { "dev-*": { account: "000000000000", region: "us-east-1", endpoint: "local" } },
};

const EMPTY = { Type: "String", Default: "" };

const PARAMETERS = {
  Environment: { Type: "String" },
  LogLevel: { Type: "String", Default: "info" },
  CodeBucket: EMPTY,
  CodeOrigin: EMPTY,
};

const PLACEHOLDER = { ZipFile: "exports.handler = async () => { throw new Error('not deployed yet'); };" };

const TRUST = {
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } }],
};

/**
 * What Bazel would build of a monorepo: zips, digest files, templates and manifests, where the rules of //tools/lambda put them.
 * The zips hold filler, so that there is something to upload.
 */
export class Monorepo {
  /**
   * @param {string} folder
   * @param {{functions: number, perStack?: number, bytes: number}} size how many functions, in stacks of how many, of how many bytes each
   */
  constructor(folder, { functions, perStack = 4, bytes }) {
    this.bytes = bytes;
    this.outputs = join(folder, "execroot/_main", BIN);
    /** Where the deployer starts: the root of its runfiles. */
    this.runfiles = join(this.outputs, "deploy.runfiles/_main");
    this.services = Array.from({ length: Math.ceil(functions / perStack) }, (_, index) => ({
      name: `service-${pad(index)}`,
      functions: Array.from(
        { length: Math.min(perStack, functions - index * perStack) },
        (_, position) => `service-${pad(index)}-f${position}`,
      ),
    }));
    write(join(this.runfiles, "environments.json"), JSON.stringify(ENVIRONMENTS));
    for (const service of this.services) {
      this.#describe(service);
      for (const name of service.functions) this.build(service.name, name);
    }
  }

  /** Arguments that name all services to the deployer. */
  get manifests() {
    return this.services.flatMap(({ name }) => ["--manifest", `services/${name}/deploy.manifest.json`]);
  }

  /** Changes the code of that many functions, one per stack as long as there are stacks. Returns them. */
  change(count) {
    const inTurns = this.services
      .flatMap(({ name, functions }) => functions.map((one, turn) => ({ service: name, name: one, turn })))
      .sort((a, b) => a.turn - b.turn)
      .slice(0, count);
    for (const { service, name } of inTurns) this.build(service, name);
    return inTurns.map(({ name }) => name);
  }

  /** Writes zip and digest file of a function. */
  build(service, name) {
    const code = codeOf(this.bytes);
    const zip = zipOf("index.js", code);
    const hash = createHash("sha256").update(zip).digest();
    write(join(this.outputs, `services/${service}/${name}.zip`), zip);
    write(
      join(this.runfiles, `services/${service}/${name}.digest.json`),
      JSON.stringify({
        version: 1,
        sha256: hash.toString("hex"),
        codeSha256: hash.toString("base64"),
        buildId: createHash("sha256").update(code).digest("hex"),
        zippedBytes: zip.length,
        unzippedBytes: code.length,
      }),
    );
  }

  #describe({ name, functions }) {
    const folder = `services/${name}`;
    write(join(this.runfiles, folder, "stack.template.json"), template(functions));
    write(
      join(this.runfiles, folder, "deploy.manifest.json"),
      JSON.stringify({
        version: 1,
        service: name,
        target: `//${folder}:${name}`,
        stack: { target: `//${folder}:stack`, template: `${folder}/stack.template.json` },
        functions: functions.map((one) => ({
          name: one,
          target: `//${folder}:${one}`,
          digestFile: `${folder}/${one}.digest.json`,
          zip: `${BIN}/${folder}/${one}.zip`,
          outputGroup: "zip",
          mnemonic: "LambdaPack",
        })),
      }),
    );
  }
}

/** New code that deflates to about half its size, as real code may. */
export function codeOf(bytes) {
  const code = `exports.handler = async () => "live";\n//`;
  return Buffer.from(code + randomBytes(Math.ceil((bytes - code.length) / 2)).toString("hex"));
}

/** A template by the conventions of //platform/constructs: per function its first code, a version and the alias `live`. */
function template(functions) {
  const first = functions.map(firstCode);
  const resources = functions.flatMap((name, index) => [
    [
      `Function${index}`,
      {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: { "Fn::Sub": `\${Environment}-${name}` },
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          MemorySize: 256,
          Environment: { Variables: { LOG_LEVEL: { Ref: "LogLevel" } } },
          Code: first[index].code,
        },
      },
    ],
    [
      `Version${index}`,
      {
        Type: "AWS::Lambda::Version",
        Properties: { FunctionName: { Ref: `Function${index}` }, ...first[index].version },
      },
    ],
    [
      `Live${index}`,
      {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live",
          FunctionName: { Ref: `Function${index}` },
          FunctionVersion: { "Fn::GetAtt": [`Version${index}`, "Version"] },
        },
      },
    ],
  ]);
  const role = { Type: "AWS::IAM::Role", Properties: { AssumeRolePolicyDocument: TRUST } };
  return JSON.stringify({
    Metadata: { Ferry: { FirstCode: functions } },
    Parameters: Object.assign({ ...PARAMETERS }, ...first.map(({ parameters }) => parameters)),
    Conditions: Object.assign({}, ...first.map(({ condition }) => condition)),
    Resources: { Role: role, ...Object.fromEntries(resources) },
  });
}

/** What a function is created with, as `ServiceFunction` has it. */
function firstCode(name) {
  const id = name.replaceAll(/(?:^|-)([a-z0-9])/g, (_, first) => first.toUpperCase());
  const [digest, sha256, given] = [`${id}CodeDigest`, `${id}CodeSha256`, `${id}HasFirstCode`];
  const unlessEmpty = (value, otherwise) => ({ "Fn::If": [given, value, otherwise] });
  const object = { S3Bucket: { Ref: "CodeBucket" }, S3Key: { "Fn::Sub": `\${${digest}}.zip` } };
  const description = { "Fn::Sub": `ferry sha256:\${${digest}} \${CodeOrigin}` };
  const none = { Ref: "AWS::NoValue" };
  return {
    parameters: { [digest]: EMPTY, [sha256]: EMPTY },
    condition: { [given]: { "Fn::Not": [{ "Fn::Equals": [{ Ref: digest }, ""] }] } },
    code: unlessEmpty(object, PLACEHOLDER),
    version: {
      CodeSha256: unlessEmpty({ Ref: sha256 }, none),
      Description: unlessEmpty(description, none),
    },
  };
}

function pad(index) {
  return String(index).padStart(3, "0");
}

function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
