import { GetAccountSettingsCommand, type LambdaClient, paginateListFunctions } from "@aws-sdk/client-lambda";
import { FerryError } from "../../error";
import type { FunctionVersion } from "../../model/observed";
import { translate } from "../client/failure";
import { paginated } from "../client/paginated";
import { functionVersion } from "./configuration";

/** A listed function: `$LATEST`, without its state, which ListFunctions omits. */
export interface ListedFunction {
  readonly name: string;
  readonly latest: FunctionVersion;
}

/**
 * All functions of the account and region, in pages of up to 50: the caller may stop early.
 * https://docs.aws.amazon.com/lambda/latest/api/API_ListFunctions.html
 */
export async function* functionPages(client: LambdaClient): AsyncGenerator<readonly ListedFunction[]> {
  for await (const { Functions = [] } of paginated(
    paginateListFunctions({ client }, {}),
    "Lambda.ListFunctions",
  ))
    yield Functions.map((one) => ({ name: one.FunctionName ?? "", latest: functionVersion(one) }));
}

/** Concurrent executions that functions have reserved, and how many they may: 100 stay for those without a reservation. */
export async function reservations(
  client: LambdaClient,
): Promise<{ readonly used: number; readonly limit: number }> {
  try {
    const { AccountLimit } = await client.send(new GetAccountSettingsCommand({}));
    const { ConcurrentExecutions = 0, UnreservedConcurrentExecutions = 0 } = AccountLimit ?? {};
    const used = ConcurrentExecutions - UnreservedConcurrentExecutions;
    return { used, limit: ConcurrentExecutions - KEPT_UNRESERVED };
  } catch (error) {
    throw translate(error, "Lambda.GetAccountSettings");
  }
}

/** https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html */
const KEPT_UNRESERVED = 100;

/** The number of functions of the account in the region; undefined without the permission to read it. */
export async function functionCount(client: LambdaClient): Promise<number | undefined> {
  try {
    const { AccountUsage } = await client.send(new GetAccountSettingsCommand({}));
    return AccountUsage?.FunctionCount;
  } catch (error) {
    const failure = translate(error, "Lambda.GetAccountSettings");
    if (failure instanceof FerryError && failure.code === "AccessDenied") return undefined;
    throw failure;
  }
}
