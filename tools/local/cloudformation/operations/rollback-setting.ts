import type { DeploymentConfig } from "../stack/records";
import { validationError } from "../template/template-error";

/** What a request says of rollback, in its own fields and in its deployment configuration. */
interface RollbackFields {
  readonly DisableRollback?: boolean | undefined;
  readonly OnFailure?: string | undefined;
  readonly OnStackFailure?: string | undefined;
  readonly DeploymentConfig?: DeploymentConfig | undefined;
}

/**
 * Whether a failed operation is left as it is. EXPRESS disables rollback unless it says otherwise; the request's own fields and a
 * deployment configuration exclude each other.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-express-mode.html
 */
export function rollbackDisabled(fields: RollbackFields): boolean {
  const { DisableRollback, OnFailure, OnStackFailure, DeploymentConfig } = fields;
  const own = DisableRollback !== undefined || OnFailure !== undefined || OnStackFailure !== undefined;
  if (own && DeploymentConfig !== undefined) {
    throw validationError(
      "DisableRollback, OnFailure and OnStackFailure cannot be specified together with DeploymentConfig",
    );
  }
  return DisableRollback ?? DeploymentConfig?.DisableRollback ?? DeploymentConfig?.Mode === "EXPRESS";
}
