import { EventBridgeClient, ListRulesCommand } from "@aws-sdk/client-eventbridge";
import { GetAccountSummaryCommand, IAMClient } from "@aws-sdk/client-iam";
import { GetServiceQuotaCommand, ServiceQuotasClient } from "@aws-sdk/client-service-quotas";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { translate } from "../client/failure";

/** How much of a quota of the account, or of the account in the region, is used. */
export interface Usage {
  readonly used: number;
  readonly limit: number;
}

/** "Number of rules": on each event bus. https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const RULES = { ServiceCode: "events", QuotaCode: "L-244521F2" };

/** Quotas that new environments reach first, of services that the deployer has no other use for. */
export class Quotas {
  readonly #iam: IAMClient;
  readonly #events: EventBridgeClient;
  readonly #quotas: ServiceQuotasClient;

  constructor(connection: Connection, calls: CallCounter) {
    const options = clientOptions(connection);
    this.#iam = new IAMClient(options);
    this.#events = new EventBridgeClient(options);
    this.#quotas = new ServiceQuotasClient(options);
    calls.watch(this.#iam, "IAM");
    calls.watch(this.#events, "EventBridge");
    calls.watch(this.#quotas, "ServiceQuotas");
  }

  /** Roles, of the account in all regions. */
  async roles(): Promise<Usage> {
    try {
      const { SummaryMap } = await this.#iam.send(new GetAccountSummaryCommand({}));
      return { used: SummaryMap?.Roles ?? 0, limit: SummaryMap?.RolesQuota ?? Number.POSITIVE_INFINITY };
    } catch (error) {
      throw translate(error, "IAM.GetAccountSummary");
    }
  }

  /** The number of rules on the default bus. ListRules has no way to only count: a call for each page of them. */
  async ruleCount(): Promise<number> {
    let count = 0;
    let token: string | undefined;
    try {
      do {
        const page = await this.#events.send(new ListRulesCommand({ NextToken: token }));
        count += page.Rules?.length ?? 0;
        token = page.NextToken;
      } while (token !== undefined);
      return count;
    } catch (error) {
      throw translate(error, "EventBridge.ListRules");
    }
  }

  /** How many rules a bus may have; undefined where the quota was never changed. */
  async ruleLimit(): Promise<number | undefined> {
    try {
      const { Quota } = await this.#quotas.send(new GetServiceQuotaCommand(RULES));
      return Quota?.Value;
    } catch (error) {
      if ((error as Error).name === "NoSuchResourceException") return undefined;
      throw translate(error, "ServiceQuotas.GetServiceQuota");
    }
  }
}
