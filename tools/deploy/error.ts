/** Who has to act: the user (input, configuration, credentials), or Ferry and what it depends on. */
export type Fault = "user" | "tool";

/** Exit codes of the deployer: 1 deploy failed, 2 usage or configuration, 130 interrupted (128 + SIGINT). */
export type ExitCode = 1 | 2 | 130;

/** What to do once the cause is gone: no run undoes what an earlier one did. */
export const AGAIN = "run the same command again: it continues where this one stopped";

interface Condition {
  readonly fault: Fault;
  readonly exitCode: ExitCode;
  /** Whether it affects all services alike: it is reported once, and no further work starts. */
  readonly shared?: true;
}

const configuration: Condition = { fault: "user", exitCode: 2 };
const deployment: Condition = { fault: "user", exitCode: 1 };
const machinery: Condition = { fault: "tool", exitCode: 1 };
const access: Condition = { ...configuration, shared: true };

/** Every way in which the deployer ends without success. `docs/errors.md` says what each means and what to do. */
export const CONDITIONS = {
  UsageInvalid: configuration,
  ManifestInvalid: configuration,
  DigestInvalid: configuration,
  TemplateInvalid: configuration,
  TemplateTooLarge: configuration,
  ArtifactTooLarge: configuration,
  NameTooLong: configuration,
  EnvironmentsInvalid: configuration,
  EnvironmentUnknown: configuration,
  BaseInvalid: configuration,
  ParameterInvalid: configuration,
  DeployerOutdated: { ...configuration, shared: true },
  AccountMismatch: access,
  CredentialsMissing: access,
  CredentialsExpired: access,
  ClockSkew: access,
  PlanInvalid: configuration,
  ConfirmationMissing: configuration,
  DependencyCycle: configuration,
  SigningKeyInvalid: configuration,
  Unattestable: deployment,
  Untrusted: deployment,
  AccessDenied: deployment,
  ArtifactBuildFailed: deployment,
  ArtifactMismatch: deployment,
  BucketForeign: deployment,
  LockLost: deployment,
  LockUnreadable: deployment,
  StackForeign: deployment,
  StackStuck: deployment,
  StackRefused: deployment,
  StackFailed: deployment,
  LimitReached: deployment,
  DataLoss: deployment,
  PlanStale: deployment,
  FunctionFailed: deployment,
  FunctionMissing: deployment,
  SourceMapMissing: deployment,
  VersionNotFound: deployment,
  VersionAmbiguous: deployment,
  InvocationFailed: deployment,
  TraceMissing: deployment,
  Contended: deployment,
  DependencyFailed: deployment,
  ImportMissing: deployment,
  ServicesFailed: deployment,
  EnvironmentKept: deployment,
  RemovalFailed: deployment,
  EndpointUnreachable: { ...machinery, shared: true },
  LocalAccountFailed: machinery,
  AwsFailed: machinery,
  Internal: machinery,
  Interrupted: { fault: "user", exitCode: 130 },
} as const satisfies Record<string, Condition>;

export type ErrorCode = keyof typeof CONDITIONS;

/** Whether every service would fail the same way, as with expired credentials. */
export function isShared({ code }: FerryError): boolean {
  const condition: Condition = CONDITIONS[code];
  return condition.shared ?? false;
}

interface FerryErrorOptions {
  readonly cause?: unknown;
  /** What to do next, as a clause: `correct the file and build again`. */
  readonly next?: string;
}

/** A failure shown to the user. The message is in lower case and names the wrong value and its location. */
export class FerryError extends Error {
  readonly fault: Fault;
  readonly exitCode: ExitCode;
  readonly next: string | undefined;

  constructor(
    readonly code: ErrorCode,
    message: string,
    options: FerryErrorOptions = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "FerryError";
    this.fault = CONDITIONS[code].fault;
    this.exitCode = CONDITIONS[code].exitCode;
    this.next = options.next;
  }
}

/** Converts anything thrown to a `FerryError`: an unexpected error becomes `Internal`, with the original as its cause. */
export function asFerryError(error: unknown): FerryError {
  if (error instanceof FerryError) return error;
  const message = error instanceof Error ? error.message : String(error);
  return new FerryError("Internal", `unexpected error: ${message}`, {
    cause: error,
    next: "run the command again with FERRY_DEBUG=1 and report the stack trace it prints",
  });
}
