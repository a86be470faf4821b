import {
  CloudFormationClient,
  CreateChangeSetCommand,
  DeleteChangeSetCommand,
  DeleteStackCommand,
  DescribeChangeSetCommand,
  DescribeStackEventsCommand,
  DescribeStacksCommand,
  ExecuteChangeSetCommand,
  GetTemplateCommand,
  type StackEvent,
} from "@aws-sdk/client-cloudformation";
import { FerryError } from "../error";
import type { ObservedStack } from "../state/observed";
import type { CallCounter } from "./calls";
import { type Connection, clientOptions } from "./connection";
import { Conflict, translate } from "./failure";
import { observedStack } from "./stack";
import { stackPages } from "./stack-list";

export interface ChangeSet {
  readonly stackName: string;
  readonly changeSetName: string;
  readonly type: "CREATE" | "UPDATE";
  readonly templateBody: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
}

export interface ChangeSetState {
  readonly status: string;
  readonly reason: string;
}

/** CloudFormation as the deployer uses it. Every method throws a `Conflict` or a `FerryError`. */
export class Stacks {
  readonly #client: CloudFormationClient;

  constructor(connection: Connection, calls: CallCounter) {
    this.#client = new CloudFormationClient(clientOptions(connection));
    calls.watch(this.#client, "CloudFormation");
  }

  /** A stack by name, or by ARN where it may have been deleted since; undefined where there is none. */
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

  async createChangeSet(change: ChangeSet): Promise<void> {
    try {
      await this.#client.send(
        new CreateChangeSetCommand({
          StackName: change.stackName,
          ChangeSetName: change.changeSetName,
          ChangeSetType: change.type,
          TemplateBody: change.templateBody,
          Parameters: Object.entries(change.parameters).map(([key, value]) => ({
            ParameterKey: key,
            ParameterValue: value,
          })),
          Tags: Object.entries(change.tags).map(([Key, Value]) => ({ Key, Value })),
          Capabilities: ["CAPABILITY_IAM", "CAPABILITY_NAMED_IAM"],
        }),
      );
    } catch (error) {
      const failure = translate(error, "CloudFormation.CreateChangeSet");
      if (failure instanceof Conflict || (error as Error).name !== "ValidationError") throw failure;
      throw new FerryError(
        "StackFailed",
        `CloudFormation refuses the template of ${change.stackName}: ${(error as Error).message}`,
        {
          cause: error,
          next: "correct stack.ts and deploy again, or deploy to an environment that has what the stack needs; nothing was changed",
        },
      );
    }
  }

  async changeSet(stackName: string, changeSetName: string): Promise<ChangeSetState> {
    try {
      const answer = await this.#client.send(
        new DescribeChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }),
      );
      return { status: answer.Status ?? "", reason: answer.StatusReason ?? "" };
    } catch (error) {
      throw translate(error, "CloudFormation.DescribeChangeSet");
    }
  }

  /** @param token shows in the events of the update, so that another deploy can say who holds the stack */
  async executeChangeSet(stackName: string, changeSetName: string, token: string): Promise<void> {
    try {
      await this.#client.send(
        new ExecuteChangeSetCommand({
          StackName: stackName,
          ChangeSetName: changeSetName,
          ClientRequestToken: token,
        }),
      );
    } catch (error) {
      throw translate(error, "CloudFormation.ExecuteChangeSet");
    }
  }

  async deleteChangeSet(stackName: string, changeSetName: string): Promise<void> {
    try {
      await this.#client.send(
        new DeleteChangeSetCommand({ StackName: stackName, ChangeSetName: changeSetName }),
      );
    } catch (error) {
      throw translate(error, "CloudFormation.DeleteChangeSet");
    }
  }

  async delete(nameOrId: string, token: string): Promise<void> {
    try {
      await this.#client.send(new DeleteStackCommand({ StackName: nameOrId, ClientRequestToken: token }));
    } catch (error) {
      throw translate(error, "CloudFormation.DeleteStack");
    }
  }

  /** Events of a stack, newest first, page by page: the caller stops when it has seen enough. */
  async *events(nameOrId: string): AsyncGenerator<StackEvent> {
    let token: string | undefined;
    do {
      let page: { readonly StackEvents?: StackEvent[] | undefined; readonly NextToken?: string | undefined };
      try {
        page = await this.#client.send(
          new DescribeStackEventsCommand({ StackName: nameOrId, NextToken: token }),
        );
      } catch (error) {
        throw translate(error, "CloudFormation.DescribeStackEvents");
      }
      yield* page.StackEvents ?? [];
      token = page.NextToken;
    } while (token !== undefined);
  }
}
