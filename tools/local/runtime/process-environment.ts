import { TOKEN_VARIABLE } from "./runtime-api-token";
import type { InvocationTarget } from "./target";

/** Variables that Lambda sets itself and refuses in a function's configuration. */
export const RESERVED_VARIABLES: ReadonlySet<string> = new Set([
  "_HANDLER",
  "_X_AMZN_TRACE_ID",
  "AWS_ACCESS_KEY",
  "AWS_ACCESS_KEY_ID",
  "AWS_DEFAULT_REGION",
  "AWS_EXECUTION_ENV",
  "AWS_LAMBDA_FUNCTION_MEMORY_SIZE",
  "AWS_LAMBDA_FUNCTION_NAME",
  "AWS_LAMBDA_FUNCTION_VERSION",
  "AWS_LAMBDA_INITIALIZATION_TYPE",
  "AWS_LAMBDA_LOG_GROUP_NAME",
  "AWS_LAMBDA_LOG_STREAM_NAME",
  "AWS_LAMBDA_METADATA_API",
  "AWS_LAMBDA_METADATA_TOKEN",
  "AWS_LAMBDA_RUNTIME_API",
  "AWS_REGION",
  "AWS_SECRET_ACCESS_KEY",
  "AWS_SECRET_KEY",
  "AWS_SESSION_TOKEN",
  "LAMBDA_RUNTIME_DIR",
  "LAMBDA_TASK_ROOT",
]);

/** File descriptor of the framed log stream in a function process. */
const TELEMETRY_FD = 3;

/** By which a function signs its requests to AWS. */
export interface FunctionCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string;
}

/** What the account adds to the function's own variables. */
export interface AccountVariables {
  /** Where the process gets its events, and the token that it needs. */
  readonly runtimeApi: { readonly address: string; readonly token: string };
  /** URL where the account answers the AWS APIs. */
  readonly endpoint: string;
  readonly region: string;
  readonly credentials: FunctionCredentials;
  readonly logStream: string;
}

/**
 * The whole environment of a function process
 * (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). Nothing of the host's environment is in it, and
 * the host user's AWS profile files are out of reach, so that a function sees the local account and nothing else.
 */
export function processEnvironment(
  target: InvocationTarget,
  account: AccountVariables,
): Record<string, string> {
  return {
    PATH: "/usr/local/bin:/usr/bin:/bin",
    LANG: "en_US.UTF-8",
    TZ: ":UTC",
    AWS_ENDPOINT_URL: account.endpoint,
    AWS_XRAY_CONTEXT_MISSING: "LOG_ERROR",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_EC2_METADATA_DISABLED: "true",
    ...target.variables,
    AWS_REGION: account.region,
    AWS_DEFAULT_REGION: account.region,
    AWS_ACCESS_KEY_ID: account.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: account.credentials.secretAccessKey,
    AWS_SESSION_TOKEN: account.credentials.sessionToken,
    AWS_EXECUTION_ENV: `AWS_Lambda_${target.runtime}`,
    AWS_LAMBDA_INITIALIZATION_TYPE: "on-demand",
    AWS_LAMBDA_FUNCTION_NAME: target.functionName,
    AWS_LAMBDA_FUNCTION_VERSION: target.version,
    AWS_LAMBDA_FUNCTION_MEMORY_SIZE: String(target.memorySize),
    AWS_LAMBDA_LOG_GROUP_NAME: target.logging.group,
    AWS_LAMBDA_LOG_STREAM_NAME: account.logStream,
    AWS_LAMBDA_LOG_FORMAT: target.logging.format,
    ...(target.logging.applicationLevel ? { AWS_LAMBDA_LOG_LEVEL: target.logging.applicationLevel } : {}),
    AWS_LAMBDA_RUNTIME_API: account.runtimeApi.address,
    [TOKEN_VARIABLE]: account.runtimeApi.token,
    LAMBDA_TASK_ROOT: target.codeFolder,
    _HANDLER: target.handler,
    _LAMBDA_TELEMETRY_LOG_FD: String(TELEMETRY_FD),
  };
}
