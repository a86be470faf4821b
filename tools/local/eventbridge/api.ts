import { join } from "node:path";
import type * as Sdk from "@aws-sdk/client-eventbridge";
import { Deliveries } from "../delivery/deliveries";
import { type Delivery, kindOfTarget } from "../delivery/delivery";
import type { Targets } from "../delivery/targets";
import { acceptEvents } from "./put-events";
import { readRequest } from "./requests";
import { deliveriesOf } from "./rule-delivery";
import * as rules from "./rule-operations";
import { Rules } from "./rules";
import * as targets from "./target-operations";

export interface EventBridgeApiOptions {
  /** The account's state folder; rules and what is on its way to their targets are kept in `events` in it. */
  readonly stateFolder: string;
  readonly targets: Targets;
  /** Whether a delivery is to be made twice: `rule:NAME` is asked of each event that a rule selects, `queue:NAME` of each that goes to a queue. */
  readonly duplicates?: (subject: string) => boolean;
  /** Milliseconds since the epoch, for the time of events that say none. Default: the system's clock. */
  readonly now?: () => number;
  /** Default `us-east-1`. */
  readonly region?: string;
  /** Default `000000000000`. */
  readonly accountId?: string;
}

/**
 * EventBridge's default bus: rules, and events for the functions and queues that are their targets. Inputs and outputs are those of
 * the AWS SDK; errors are `AwsError`s. What the local account does not support it refuses by name.
 */
export class EventBridgeApi {
  readonly #rules: Rules;
  readonly #deliveries: Deliveries;
  readonly #duplicates: (subject: string) => boolean;
  readonly #now: () => number;

  constructor(options: EventBridgeApiOptions) {
    const { stateFolder, region = "us-east-1", accountId = "000000000000" } = options;
    const folder = join(stateFolder, "events");
    this.#now = options.now ?? Date.now;
    this.#duplicates = options.duplicates ?? (() => false);
    this.#rules = new Rules(folder, { region, accountId });
    this.#deliveries = new Deliveries({ file: join(folder, "deliveries.db"), targets: options.targets });
  }

  /** @param traceHeader `X-Amzn-Trace-Id` of the request; entries may have headers of their own */
  async putEvents(input: Sdk.PutEventsRequest, traceHeader?: string): Promise<Sdk.PutEventsResponse> {
    const request = readRequest("PutEvents", input);
    const { accepted, response } = acceptEvents(request, this.#rules.place, this.#now(), traceHeader);
    const now = Date.now();
    const deliveries = accepted.flatMap((event) =>
      this.#rules.matching(event.envelope).flatMap((rule) => {
        const once = deliveriesOf(rule, this.#rules.arn(rule.name), event, now);
        const twice = this.#duplicates(`rule:${rule.name}`)
          ? once
          : once.filter((one) => this.#isDoubled(one));
        return [...once, ...twice];
      }),
    );
    this.#deliveries.push(deliveries);
    return response;
  }

  /** @param owner stack id and logical id of the resource that the rule is created for */
  async putRule(input: Sdk.PutRuleRequest, owner?: string): Promise<Sdk.PutRuleResponse> {
    return rules.putRule(this.#rules, readRequest("PutRule", input), owner);
  }

  /** The owner of a rule; `undefined` also without the rule. */
  ownerOf(name: string): string | undefined {
    return this.#rules.find(name)?.owner;
  }

  async deleteRule(input: Sdk.DeleteRuleRequest): Promise<object> {
    return rules.deleteRule(this.#rules, readRequest("DeleteRule", input));
  }

  async describeRule(input: Sdk.DescribeRuleRequest): Promise<Sdk.DescribeRuleResponse> {
    return rules.describeRule(this.#rules, readRequest("DescribeRule", input));
  }

  async listRules(input: Sdk.ListRulesRequest): Promise<Sdk.ListRulesResponse> {
    return rules.listRules(this.#rules, readRequest("ListRules", input));
  }

  async putTargets(input: Sdk.PutTargetsRequest): Promise<Sdk.PutTargetsResponse> {
    return targets.putTargets(this.#rules, readRequest("PutTargets", input));
  }

  async removeTargets(input: Sdk.RemoveTargetsRequest): Promise<Sdk.RemoveTargetsResponse> {
    return targets.removeTargets(this.#rules, readRequest("RemoveTargets", input));
  }

  async listTargetsByRule(input: Sdk.ListTargetsByRuleRequest): Promise<Sdk.ListTargetsByRuleResponse> {
    return targets.listTargetsByRule(this.#rules, readRequest("ListTargetsByRule", input));
  }

  /** Resolves when no delivery is under way; those that are left go on when the account starts again. */
  close(): Promise<void> {
    return this.#deliveries.close();
  }

  #isDoubled({ target: { arn } }: Delivery): boolean {
    return kindOfTarget(arn) === "queue" && this.#duplicates(`queue:${arn.split(":").at(-1)}`);
  }
}
