import { invalidParameter } from "../errors";

/** Node runtimes that AWS supports and that the account's own Node can stand in for. */
const SUPPORTED_RUNTIMES = ["nodejs22.x", "nodejs24.x"] as const;

/** Node runtimes that AWS no longer accepts for new functions or new code. */
const DEPRECATED = /^nodejs(4\.3|6\.10|8\.10|1[02468]\.x|20\.x)?$/;

/** Throws `InvalidParameterValueException` for a runtime that is deprecated, unknown or not Node. */
export function checkRuntime(runtime: string): void {
  if ((SUPPORTED_RUNTIMES as readonly string[]).includes(runtime)) return;
  if (DEPRECATED.test(runtime)) {
    throw invalidParameter(
      `The runtime parameter of ${runtime} is no longer supported for creating or updating AWS Lambda functions. We recommend you use a supported runtime while creating or updating functions.`,
    );
  }
  throw invalidParameter(
    `Value ${runtime} at 'runtime' failed to satisfy constraint: Member must satisfy enum value set: [${SUPPORTED_RUNTIMES.join(", ")}] (the runtimes of the local account)`,
  );
}
