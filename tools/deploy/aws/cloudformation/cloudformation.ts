import {
  CloudFormationClient,
  ContinueUpdateRollbackCommand,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  paginateDescribeStackEvents,
  paginateListChangeSets,
  paginateListImports,
  paginateListStackResources,
  RollbackStackCommand,
  UpdateTerminationProtectionCommand,
} from "@aws-sdk/client-cloudformation";
import { FerryError } from "../../error";
import type { ObservedStack } from "../../model/observed";
import type { StackEvent } from "../../model/stack-event";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { Conflict, translate } from "../client/failure";
import { idempotent } from "../client/idempotent";
import { paginated } from "../client/paginated";
import { observedStack } from "./stack";
import { stackEvent } from "./stack-events";
import { stackCount, stackLimit, stackPages } from "./stack-list";

/**
 * When CloudFormation considers a resource complete: once it is ready to serve, or once its configuration is applied.
 * https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-express-mode.html
 */
export type DeploymentMode = "STANDARD" | "EXPRESS";

export interface ChangeSet {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly mode: DeploymentMode;
  /** The template itself, or, if it is too large for that, its URL in S3. */
  readonly templateBody?: string;
  readonly templateUrl?: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ChangeSetState {
  /** ARN. */
  readonly id: string;
  readonly status: string;
  readonly reason: string;
  /** Whether it can be executed (`ExecutionStatus`): once, and then no other existing change set of its stack can. */
  readonly executable: boolean;
}

export interface ListedChangeSet {
  readonly name: string;
  readonly created: Date;
}

/** The parts of CloudFormation that the deployer uses. Every method throws a `Conflict` or a `FerryError`. */
export class Stacks {
  readonly #client: CloudFormationClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new CloudFormationClient(clientOptions(connection));
    calls.watch(this.#client, "CloudFormation");
  }

  /** A stack by name, or by ARN if it may have been deleted; undefined if there is none. */
  async describe(nameOrId: string): Promise<ObservedStack | undefined> {
    try {
      const { Stacks } = await this.#client.send(new DescribeStacksCommand({ StackName: nameOrId }));
      return Stacks?.[0] && observedStack(Stacks[0]);
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "ValidationError" && message.includes("does not exist")) return undefined;
      throw translate(error, "CloudFormation.DescribeStacks");
    }
  }

  /** All stacks, page by page; see `stackPages`. */
  list(): AsyncGenerator<readonly ObservedStack[]> {
    return stackPages(this.#client);
  }

  /** Existing stacks of the account and region, and how many it may have. */
  async usage(): Promise<{ readonly used: number; readonly limit: number }> {
    const [used, limit] = await Promise.all([stackCount(this.#client), stackLimit(this.#client)]);
    return { used, limit: limit ?? Number.POSITIVE_INFINITY };
  }

  /** All stacks at once. */
  async all(): Promise<ObservedStack[]> {
    const stacks: ObservedStack[] = [];
    for await (const page of this.list()) stacks.push(...page);
    return stacks;
  }

  /** Names of the stacks that import this export. */
  async importers(exportName: string): Promise<string[]> {
    const pages = paginateListImports({ client: this.#client }, { ExportName: exportName });
    const names: string[] = [];
    try {
      for await (const { Imports = [] } of pages) names.push(...Imports);
      return names;
    } catch (error) {
      const { name, message } = error as Error;
      if (name === "ValidationError" && message.includes("is not imported by any stack")) return [];
      throw translate(error, "CloudFormation.ListImports");
    }
  }

  /** The template as it was sent. */
  async template(stackName: string): Promise<string | undefined> {
    try {
      const { TemplateBody } = await this.#client.send(
        new GetTemplateCommand({ StackName: stackName, TemplateStage: "Original" }),
      );
      return TemplateBody;
    } catch (error) {
      throw translate(error, "CloudFormation.GetTemplate");
    }
  }

  /** Logical ids of the stack's resources, except deleted and retained ones. */
  async remaining(stackName: string): Promise<string[]> {
    const pages = paginateListStackResources({ client: this.#client }, { StackName: stackName });
    const ids: string[] = [];
    for await (const { StackResourceSummaries = [] } of paginated(pages, "CloudFormation.ListStackResources"))
      for (const { LogicalResourceId, ResourceStatus } of StackResourceSummaries)
        if (LogicalResourceId !== undefined && !/^DELETE_(COMPLETE|SKIPPED)$/.test(ResourceStatus ?? ""))
          ids.push(LogicalResourceId);
    return ids;
  }

  /** Physical ids of the stack's resources by their logical ids. */
  async physicalIds(stackName: string): Promise<ReadonlyMap<string, string>> {
    const pages = paginateListStackResources({ client: this.#client }, { StackName: stackName });
    const ids = new Map<string, string>();
    for await (const { StackResourceSummaries = [] } of paginated(pages, "CloudFormation.ListStackResources"))
      for (const { LogicalResourceId = "", PhysicalResourceId = "" } of StackResourceSummaries)
        ids.set(LogicalResourceId, PhysicalResourceId);
    return ids;
  }

  /** @returns ARN of the stack, which CREATE creates */
  async createChangeSet(change: ChangeSet): Promise<string> {
    const command = new CreateChangeSetCommand({
      StackName: change.stackName,
      ChangeSetName: change.changeSetName,
      ChangeSetType: change.type,
      ClientToken: change.changeSetName,
      TemplateBody: change.templateBody,
      TemplateURL: change.templateUrl,
      Parameters: Object.entries(change.parameters).map(([ParameterKey, ParameterValue]) => ({
        ParameterKey,
        ParameterValue,
      })),
      Tags: Object.entries(change.tags).map(([Key, Value]) => ({ Key, Value })),
      Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
      // By default, EXPRESS disables rollback.
      ...(change.mode === "EXPRESS" ? { DeploymentConfig: { Mode: "EXPRESS", DisableRollback: false } } : {}),
    });
    try {
      const { StackId } = await idempotent(() => this.#client.send(command));
      return StackId ?? change.stackName;
    } catch (error) {
      const failure = translate(error, "CloudFormation.CreateChangeSet");
      if (failure instanceof Conflict || (error as Error).name !== "ValidationError") throw failure;
      throw new FerryError(
        "StackFailed",
        `CloudFormation rejected the template of ${change.stackName}: ${(error as Error).message}`,
        {
          cause: error,
          next: "fix stack.ts and deploy again, or deploy to an environment that has what the stack needs; the change was not started",
        },
      );
    }
  }

  async changeSet(stackName: string, changeSetName: string): Promise<ChangeSetState> {
    try {
      const answer = await this.#client.send(
        new DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }),
      );
      return {
        id: answer.ChangeSetId ?? "",
        status: answer.Status ?? "",
        reason: answer.StatusReason ?? "",
        executable: answer.ExecutionStatus === "AVAILABLE",
      };
    } catch (error) {
      throw translate(error, "CloudFormation.DescribeChangeSet");
    }
  }

  /** @param token shows in the events of the update, so that another deploy can say who holds the stack */
  async executeChangeSet(stackName: string, changeSetName: string, token: string): Promise<void> {
    const command = new ExecuteChangeSetCommand({
      StackName: stackName,
      ChangeSetName: changeSetName,
      ClientRequestToken: token,
      // Resources created by a failed change are empty. If retained, they would block the next one.
      RetainExceptOnCreate: true,
    });
    await this.#write("ExecuteChangeSet", () => this.#client.send(command));
  }

  async deleteChangeSet(stackName: string, changeSetName: string): Promise<void> {
    const command = new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName });
    await this.#write("DeleteChangeSet", () => this.#client.send(command));
  }

  /** The change sets of a stack that are not executed or executing. */
  async unexecutedChangeSets(stackName: string): Promise<ListedChangeSet[]> {
    const pages = paginateListChangeSets({ client: this.#client }, { StackName: stackName });
    const listed: ListedChangeSet[] = [];
    for await (const { Summaries = [] } of paginated(pages, "CloudFormation.ListChangeSets"))
      for (const { ChangeSetName, CreationTime, ExecutionStatus } of Summaries)
        if (ChangeSetName !== undefined && CreationTime && !ExecutionStatus?.startsWith("EXECUTE_"))
          listed.push({ name: ChangeSetName, created: CreationTime });
    return listed;
  }

  /** Continues a failed rollback (`UPDATE_ROLLBACK_FAILED`). */
  async continueRollback(stackName: string, token: string): Promise<void> {
    const command = new ContinueUpdateRollbackCommand({ StackName: stackName, ClientRequestToken: token });
    await this.#write("ContinueUpdateRollback", () => this.#client.send(command));
  }

  /** Rolls back an update that failed with rollback disabled (`UPDATE_FAILED`). */
  async rollback(stackName: string, token: string): Promise<void> {
    const command = new RollbackStackCommand({ StackName: stackName, ClientRequestToken: token });
    await this.#write("RollbackStack", () => this.#client.send(command));
  }

  /** Turns termination protection on or off: CloudFormation refuses to delete a stack that has it. */
  async protect(stackName: string, on: boolean): Promise<void> {
    const command = new UpdateTerminationProtectionCommand({
      StackName: stackName,
      EnableTerminationProtection: on,
    });
    await this.#write("UpdateTerminationProtection", () => this.#client.send(command));
  }

  /**
   * In STANDARD mode, whatever mode the stack was changed in: it ends when the resources are gone. In EXPRESS mode deletions go on
   * behind a stack that says it is gone, and FORCE_DELETE_STACK abandons what cannot be deleted.
   */
  async delete(nameOrId: string, token: string): Promise<void> {
    const command = new DeleteStackCommand({
      StackName: nameOrId,
      ClientRequestToken: token,
      DeletionMode: "STANDARD",
      DeploymentConfig: { Mode: "STANDARD" },
    });
    await this.#write("DeleteStack", () => this.#client.send(command));
  }

  /** Events of a stack, newest first, page by page: the caller stops when it has seen enough. */
  async *events(nameOrId: string): AsyncGenerator<StackEvent> {
    const pages = paginateDescribeStackEvents({ client: this.#client }, { StackName: nameOrId });
    for await (const { StackEvents = [] } of paginated(pages, "CloudFormation.DescribeStackEvents"))
      for (const event of StackEvents) yield stackEvent(event);
  }

  /** Sends a write that may be repeated: it has an idempotency token, or sets what is already set. */
  async #write(operation: string, send: () => Promise<unknown>): Promise<void> {
    try {
      await idempotent(send);
    } catch (error) {
      throw translate(error, `CloudFormation.${operation}`);
    }
  }
}
