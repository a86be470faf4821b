import { RESERVED_VARIABLES } from "../../runtime/process-environment";
import { invalidParameter } from "../errors";
import type { FunctionSettings, LoggingSettings } from "../model";
import type { ChangedConfiguration, NewFunction } from "./configuration-input";
import { checkRuntime } from "./runtimes";

/** Bytes of all variables together, as JSON (https://docs.aws.amazon.com/lambda/latest/dg/configuration-envvars.html). */
const MAX_VARIABLES_BYTES = 4096;

/** The settings of a new function, with Lambda's defaults. Throws `InvalidParameterValueException`. */
export function newSettings(name: string, request: NewFunction): FunctionSettings {
  checkRuntime(request.Runtime);
  return {
    runtime: request.Runtime,
    role: request.Role,
    handler: request.Handler,
    description: request.Description ?? "",
    timeout: request.Timeout ?? 3,
    memorySize: request.MemorySize ?? 128,
    variables: checkVariables(request.Environment?.Variables ?? {}),
    tracing: request.TracingConfig?.Mode ?? "PassThrough",
    ephemeralStorage: request.EphemeralStorage?.Size ?? 512,
    logging: loggingSettings(
      { LogFormat: "Text", LogGroup: `/aws/lambda/${name}` },
      request.LoggingConfig ?? {},
    ),
    ...deadLetterQueue(request.DeadLetterConfig?.TargetArn),
  };
}

/** The settings after an update: what the request does not name stays. Throws `InvalidParameterValueException`. */
export function changedSettings(current: FunctionSettings, request: ChangedConfiguration): FunctionSettings {
  if (request.Runtime !== undefined) checkRuntime(request.Runtime);
  const variables =
    request.Environment === undefined ? current.variables : (request.Environment.Variables ?? {});
  return {
    runtime: request.Runtime ?? current.runtime,
    role: request.Role ?? current.role,
    handler: request.Handler ?? current.handler,
    description: request.Description ?? current.description,
    timeout: request.Timeout ?? current.timeout,
    memorySize: request.MemorySize ?? current.memorySize,
    variables: checkVariables(variables),
    tracing: request.TracingConfig?.Mode ?? current.tracing,
    ephemeralStorage: request.EphemeralStorage?.Size ?? current.ephemeralStorage,
    logging: loggingSettings(current.logging, request.LoggingConfig ?? {}),
    ...deadLetterQueue(
      request.DeadLetterConfig === undefined ? current.deadLetterQueue : request.DeadLetterConfig.TargetArn,
    ),
  };
}

/** An empty ARN removes the queue. */
function deadLetterQueue(arn: string | undefined): { deadLetterQueue?: string } {
  return arn === undefined || arn === "" ? {} : { deadLetterQueue: arn };
}

function checkVariables(variables: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  const names = Object.keys(variables);
  const malformed = names.filter((name) => !/^[a-zA-Z][a-zA-Z0-9_]+$/.test(name));
  if (malformed.length > 0) {
    throw invalidParameter(
      `1 validation error detected: Value '${malformed.join(", ")}' at 'environment.variables' failed to satisfy constraint: Map keys must satisfy constraint: [Member must satisfy regular expression pattern: [a-zA-Z]([a-zA-Z0-9_])+]`,
    );
  }
  const reserved = names.filter((name) => RESERVED_VARIABLES.has(name));
  if (reserved.length > 0) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided contains reserved keys that are currently not supported for modification. Reserved keys used in this request: ${reserved.join(", ")}`,
    );
  }
  const bytes = Buffer.byteLength(JSON.stringify(variables));
  if (bytes > MAX_VARIABLES_BYTES) {
    throw invalidParameter(
      `Lambda was unable to configure your environment variables because the environment variables you have provided exceeded the 4KB limit. String measured: ${bytes} bytes`,
    );
  }
  return variables;
}

function loggingSettings(
  current: LoggingSettings,
  change: NonNullable<NewFunction["LoggingConfig"]>,
): LoggingSettings {
  const LogFormat = change.LogFormat ?? current.LogFormat;
  const LogGroup = change.LogGroup ?? current.LogGroup;
  if (LogFormat === "Text") {
    if (change.ApplicationLogLevel ?? change.SystemLogLevel) {
      throw invalidParameter("To set log levels, LoggingConfig.LogFormat must be JSON.");
    }
    return { LogFormat, LogGroup };
  }
  return {
    LogFormat,
    LogGroup,
    ApplicationLogLevel: change.ApplicationLogLevel ?? current.ApplicationLogLevel ?? "INFO",
    SystemLogLevel: change.SystemLogLevel ?? current.SystemLogLevel ?? "INFO",
  };
}
