import type * as Sdk from "@aws-sdk/client-cloudwatch";
import { ACCOUNT_ID } from "../protocol/account-id";
import type { AwsError } from "../protocol/error";
import { parseJson } from "../protocol/json";
import { Collection } from "../state/store";
import { type CloudWatchRequest, refusal } from "./requests";

interface DashboardRecord {
  readonly name: string;
  /** JSON. */
  readonly body: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** ListDashboards answers so many at once. */
const PAGE = 1000;

/** Dashboards as they were put: kept, not drawn. */
export class Dashboards {
  readonly #records: Collection<DashboardRecord>;

  constructor(folder: string) {
    this.#records = new Collection(folder);
  }

  put({ DashboardName: name, DashboardBody: body }: CloudWatchRequest<"PutDashboard">, now: number): void {
    try {
      parseJson(body);
    } catch (error) {
      throw refusal("InvalidParameterInput", `The dashboard body is not JSON: ${(error as Error).message}`);
    }
    this.#records.put(name, { name, body, modifiedAt: now });
  }

  get(name: string): Sdk.GetDashboardOutput {
    const record = this.#records.get(name);
    if (record === undefined) throw notFound([name]);
    return { DashboardArn: arnOf(name), DashboardBody: record.body, DashboardName: name };
  }

  has(name: string): boolean {
    return this.#records.get(name) !== undefined;
  }

  list({
    DashboardNamePrefix = "",
    NextToken = "",
  }: CloudWatchRequest<"ListDashboards">): Sdk.ListDashboardsOutput {
    const matching = this.#records
      .values()
      .filter(({ name }) => name.startsWith(DashboardNamePrefix) && name > NextToken);
    const shown = matching.slice(0, PAGE);
    return {
      DashboardEntries: shown.map(({ name, body, modifiedAt }) => ({
        DashboardName: name,
        DashboardArn: arnOf(name),
        LastModified: new Date(modifiedAt),
        Size: Buffer.byteLength(body),
      })),
      ...(matching.length > PAGE && { NextToken: shown.at(-1)?.name }),
    };
  }

  /** All of them, or none where one is missing. */
  delete(names: readonly string[]): void {
    const missing = names.filter((name) => !this.has(name));
    if (missing.length > 0) throw notFound(missing);
    for (const name of names) this.#records.delete(name);
  }
}

function notFound(names: readonly string[]): AwsError {
  return refusal("ResourceNotFound", `Dashboard ${names.join(", ")} does not exist`, 404);
}

/** A dashboard belongs to no region. */
function arnOf(name: string): string {
  return `arn:aws:cloudwatch::${ACCOUNT_ID}:dashboard/${name}`;
}
