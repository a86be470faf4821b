import {
  CODE_BUCKET,
  CODE_ORIGIN,
  codeDigestParameter,
  codeParameters,
  codeSha256Parameter,
} from "../../../cloudformation/first-code";
import { environmentParameter, exportOutput, importParameter } from "../../../cloudformation/references";
import { LISTEN } from "../../template/references";

/** A service with one function of the same name, as a build may have made it. */
export interface ServiceVersion {
  readonly service: string;
  /** Text of the function's `index.js`. */
  readonly source: string;
  readonly memory: number;
  /** Text of its source map, which is not in the zip. */
  readonly sourceMap?: string;
  /** Text of esbuild's metafile. */
  readonly metafile?: string;
  /** A further file of the bundle. */
  readonly asset?: Buffer;
  /** Description of the stack. */
  readonly description?: string;
  /** Whether a new stack creates the function with its code; with a placeholder unless given. */
  readonly firstCode?: boolean;
  /** Further parameters; the function has the value of each in an environment variable of that name. */
  readonly parameters?: Readonly<Record<string, object>>;
  /** Further environment variables of the function. */
  readonly variables?: Readonly<Record<string, object>>;
  /** Whether its invocations are traced; not, unless given. */
  readonly tracing?: "Active";
  /** Further properties of the alias `live`. */
  readonly alias?: object;
  /** Logical id of the version that the alias is made with; `Version` unless given. */
  readonly versionId?: string;
  /** Further resources. */
  readonly resources?: object;
  /** Items for tables among them, by logical id; their partition key is `id`. */
  readonly seed?: Readonly<Record<string, readonly object[]>>;
  /** Names of outputs that other stacks can import, without the environment. */
  readonly exports?: readonly string[];
  /** Names of other stacks' outputs that this one uses. */
  readonly imports?: readonly string[];
  /** Values that the stack exports, by name, as `ServiceStack.export` does; text of `Fn::Sub`. */
  readonly gives?: Readonly<Record<string, string>>;
  /** What it refers to of other services, by their names; the function has the values in variables of the parameters' names. */
  readonly refers?: Readonly<Record<string, Refers>>;
}

/** A reference to another service. */
export interface Refers {
  readonly imports?: readonly string[];
  readonly events?: readonly string[];
}

/** A resource that cannot be made: the change of a stack that has it fails, after all else was done. */
export const IMPOSSIBLE = {
  Impossible: {
    Type: "AWS::Lambda::Permission",
    Properties: {
      FunctionName: "nowhere",
      Action: "lambda:InvokeFunction",
      Principal: "events.amazonaws.com",
    },
    DependsOn: "Live",
  },
};

/** A function that answers `answer` and the settings that it runs with. */
export function answering(service: string, answer: string, memory = 128): ServiceVersion {
  const source = `exports.handler = async (event) => {
  console.log("asked", JSON.stringify(event));
  if (event.fail) throw new Error("as asked");
  return { answer: ${JSON.stringify(answer)}, level: process.env.LEVEL, memory: process.env.AWS_LAMBDA_FUNCTION_MEMORY_SIZE };
};
`;
  return { service, source, memory };
}

/** A template that CloudFormation takes, with the conventions of `platform/constructs`. */
export function deployableTemplate(version: ServiceVersion): string {
  const { service, memory, description, resources, exports = [], imports = [] } = version;
  const { versionId = "Version", gives = {}, refers = {} } = version;
  const parameters = { ...version.parameters, ...referenceParameters(refers) };
  const variables = { LEVEL: { Ref: "Level" }, ...references(parameters), ...version.variables };
  const named = (text: string): object => ({ "Fn::Sub": `\${Environment}-${text}` });
  const name = named(service);
  const first = firstCode(service, version.firstCode === true);
  return JSON.stringify({
    ...(description === undefined ? {} : { Description: description }),
    Metadata: { Ferry: { ...(version.refers && { References: refers }), ...first.metadata } },
    Conditions: first.conditions,
    Parameters: {
      Environment: { Type: "String" },
      Level: { Type: "String", Default: "info" },
      ...first.parameters,
      ...parameters,
    },
    Resources: {
      Role: {
        Type: "AWS::IAM::Role",
        Properties: {
          AssumeRolePolicyDocument: {
            Version: "2012-10-17",
            Statement: [
              { Effect: "Allow", Action: "sts:AssumeRole", Principal: { Service: "lambda.amazonaws.com" } },
            ],
          },
        },
      },
      Function: {
        Type: "AWS::Lambda::Function",
        Properties: {
          FunctionName: name,
          Handler: "index.handler",
          Runtime: "nodejs24.x",
          Role: { "Fn::GetAtt": ["Role", "Arn"] },
          MemorySize: memory,
          Environment: { Variables: variables },
          ...(version.tracing && { TracingConfig: { Mode: version.tracing } }),
          Code: first.code,
        },
      },
      [versionId]: {
        Type: "AWS::Lambda::Version",
        Properties: { FunctionName: { Ref: "Function" }, ...first.version },
      },
      Live: {
        Type: "AWS::Lambda::Alias",
        Properties: {
          Name: "live",
          FunctionName: { Ref: "Function" },
          FunctionVersion: { "Fn::GetAtt": [versionId, "Version"] },
          ...version.alias,
        },
      },
      ...resources,
    },
    Outputs: {
      Url: { Value: { "Fn::Sub": `https://\${Environment}.example.com/${service}` } },
      ...Object.fromEntries(
        exports.map((one, index) => [
          `Export${index}`,
          { Value: { Ref: "Function" }, Export: { Name: named(one) } },
        ]),
      ),
      ...Object.fromEntries(
        Object.entries(gives).map(([one, value]) => [
          exportOutput(one),
          { Value: { "Fn::Sub": value }, Export: { Name: named(`${service}-${one}`) } },
        ]),
      ),
      ...Object.fromEntries(
        imports.map((one, index) => [`Import${index}`, { Value: { "Fn::ImportValue": named(one) } }]),
      ),
    },
  });
}

const PLACEHOLDER = { ZipFile: "exports.handler = async () => { throw new Error('not deployed yet'); };" };

/** What the function is created with, as `ServiceFunction` has it, or as it was before that: always a placeholder. */
function firstCode(name: string, withCode: boolean) {
  if (!withCode) return { metadata: {}, conditions: {}, parameters: {}, code: PLACEHOLDER, version: {} };
  const digest = codeDigestParameter(name);
  const unlessEmpty = (value: object, otherwise: object): object => ({
    "Fn::If": ["HasFirstCode", value, otherwise],
  });
  const object = { S3Bucket: { Ref: CODE_BUCKET }, S3Key: { "Fn::Sub": `\${${digest}}.zip` } };
  const description = { "Fn::Sub": `ferry sha256:\${${digest}} \${${CODE_ORIGIN}}` };
  const none = { Ref: "AWS::NoValue" };
  return {
    metadata: { FirstCode: [name] },
    conditions: { HasFirstCode: { "Fn::Not": [{ "Fn::Equals": [{ Ref: digest }, ""] }] } },
    parameters: Object.fromEntries(
      codeParameters([name]).map((one) => [one, { Type: "String", Default: "" }]),
    ),
    code: unlessEmpty(object, PLACEHOLDER),
    version: {
      CodeSha256: unlessEmpty({ Ref: codeSha256Parameter(name) }, none),
      Description: unlessEmpty(description, none),
    },
  };
}

/** Of each service the parameters that stand for it. */
function referenceParameters(refers: Readonly<Record<string, Refers>>): Record<string, object> {
  const all = Object.entries(refers);
  const places = all.map(([service]) => [environmentParameter(service), { Type: "String", Default: "" }]);
  const values = all.flatMap(([service, { imports = [] }]) =>
    imports.map((name) => [importParameter(service, name), { Type: "String" }]),
  );
  const listens = all.some(([, { events = [] }]) => events.length > 0);
  const listen = [[LISTEN, { Type: "String", AllowedValues: ["true", "false"], Default: "false" }]];
  return Object.fromEntries([...places, ...values, ...(listens ? listen : [])]);
}

function references(parameters: object): object {
  return Object.fromEntries(Object.keys(parameters).map((name) => [name, { Ref: name }]));
}
