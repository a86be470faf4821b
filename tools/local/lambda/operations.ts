import { ALIAS_OPERATIONS } from "./alias/alias-operations";
import { CONCURRENCY_OPERATIONS } from "./concurrency/concurrency-operations";
import { EVENT_INVOKE_CONFIG_OPERATIONS } from "./event-invoke-config/event-invoke-config-operations";
import { FUNCTION_CHANGE_OPERATIONS } from "./function/change-operations";
import { POLICY_OPERATIONS } from "./function/policy-operations";
import { FUNCTION_READ_OPERATIONS } from "./function/read-operations";
import { TAG_OPERATIONS } from "./function/tag-operations";
import { VERSION_OPERATIONS } from "./version/version-operations";

/** Lambda's control plane: all operations but Invoke. */
export const OPERATIONS = {
  ...FUNCTION_CHANGE_OPERATIONS,
  ...FUNCTION_READ_OPERATIONS,
  ...VERSION_OPERATIONS,
  ...ALIAS_OPERATIONS,
  ...POLICY_OPERATIONS,
  ...CONCURRENCY_OPERATIONS,
  ...EVENT_INVOKE_CONFIG_OPERATIONS,
  ...TAG_OPERATIONS,
};
