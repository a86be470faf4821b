import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** Prefixes of actions by the packages of the clients. */
const PREFIXES: Readonly<Record<string, string>> = {
  cloudformation: "cloudformation",
  cloudwatch: "cloudwatch",
  cloudwatch_logs: "logs",
  dynamodb: "dynamodb",
  eventbridge: "events",
  iam: "iam",
  lambda: "lambda",
  s3: "s3",
  service_quotas: "servicequotas",
  sts: "sts",
  xray: "xray",
};

/** Operations whose action has another name. https://docs.aws.amazon.com/service-authorization/latest/reference/ */
const RENAMED: Readonly<Record<string, string>> = {
  "lambda:Invoke": "lambda:InvokeFunction",
  "s3:HeadObject": "s3:GetObject",
  "s3:ListObjectsV2": "s3:ListBucket",
  "s3:PutBucketEncryption": "s3:PutEncryptionConfiguration",
  "s3:PutBucketLifecycleConfiguration": "s3:PutLifecycleConfiguration",
  "s3:PutPublicAccessBlock": "s3:PutBucketPublicAccessBlock",
};

/** Everyone may. */
const FREE = ["sts:GetCallerIdentity"];

/**
 * The actions of all operations that the deployer's clients send, from its compiled code: each command and each paginator that a file
 * in `aws/` uses.
 */
export function calledActions(): string[] {
  const folder = join(__dirname, "../../aws");
  const actions = globSync("**/*.js", { cwd: folder })
    .filter((file) => !file.endsWith(".test.js"))
    .flatMap((file) => {
      const code = readFileSync(join(folder, file), "utf8");
      const used = code.matchAll(/\bclient_(\w+)_1\.(?:(\w+)Command|paginate(\w+))\b/g);
      return [...used].map(([, client = "", command, paginated]) => {
        const prefix = PREFIXES[client];
        if (prefix === undefined)
          throw new Error(`${file} uses a client of ${client}, whose actions are not known here`);
        const action = `${prefix}:${command ?? paginated}`;
        return RENAMED[action] ?? action;
      });
    });
  return [...new Set(actions)].filter((action) => !FREE.includes(action)).sort();
}
