import type { ChangeSet } from "../aws/cloudformation/cloudformation";
import type { Takeover } from "../bucket/lock/lock";
import type { Subject } from "../trust/statement";

/** What happens while a command runs. The engine emits events; the reporter decides how they are displayed. */
export type ProgressEvent =
  | { readonly type: "account-starting" }
  | {
      /** Whether the account has room for what is created is not known in full. */
      readonly type: "room-unread";
      readonly cause: string;
    }
  | { readonly type: "building"; readonly targets: readonly string[]; readonly rebuild: boolean }
  | {
      readonly type: "waiting";
      readonly service: string;
      readonly stack: string;
      readonly status: string;
      readonly by?: string;
      readonly since?: Date;
    }
  | {
      /** An environment is being removed: what of it. */
      readonly type: "removing";
      readonly service: string;
      readonly what: "stacks" | "log groups" | "record";
    }
  | { readonly type: "locked"; readonly service: string; readonly by: string }
  | { readonly type: "unlocked"; readonly service: string; readonly by: string; readonly why: Takeover }
  | {
      readonly type: "stack";
      readonly service: string;
      readonly stack: string;
      readonly step: "delete" | "rollback" | ChangeSet["type"];
    }
  | { readonly type: "change-set"; readonly service: string; readonly stack: string }
  | {
      readonly type: "stack-event";
      readonly service: string;
      readonly stack: string;
      /** `Table (AWS::DynamoDB::Table)`. */
      readonly resource: string;
      /** CloudFormation's `ResourceStatus`. */
      readonly status: string;
    }
  | {
      /** A deletion left resources in the account because the template retains them. */
      readonly type: "retained";
      readonly service: string;
      readonly stack: string;
      readonly resources: readonly string[];
    }
  | {
      /** A deletion failed, and termination protection could not be turned on again. */
      readonly type: "unprotected";
      readonly service: string;
      readonly stack: string;
      readonly cause: string;
    }
  | {
      readonly type: "attested";
      readonly service: string;
      readonly subjects: readonly Subject[];
      readonly keyId: string;
    }
  | {
      /** Items are written into a table, by its logical id. */
      readonly type: "seed";
      readonly service: string;
      readonly table: string;
      readonly items: number;
    }
  | { readonly type: "upload"; readonly service: string; readonly name: string; readonly bytes: number }
  | { readonly type: "publish"; readonly service: string; readonly name: string }
  | { readonly type: "switch"; readonly service: string; readonly name: string; readonly version: string }
  | { readonly type: "explaining" }
  | {
      /** Old versions could not be deleted. */
      readonly type: "unpruned";
      readonly service: string;
      readonly name: string;
      readonly cause: string;
    }
  | {
      /** The code is live, but its source map or metafile could not be stored. */
      readonly type: "not-kept";
      readonly service: string;
      readonly name: string;
      readonly what: string;
      readonly cause: string;
    }
  | { readonly type: "replan"; readonly service: string; readonly cause: string }
  | { readonly type: "interrupted" }
  | { readonly type: "done"; readonly service: string; readonly how: "done" | "failed" | "skipped" };

export type Emit = (event: ProgressEvent) => void;
