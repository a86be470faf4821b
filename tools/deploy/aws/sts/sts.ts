import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { FerryError } from "../../error";
import type { CallCounter } from "../client/calls";
import { type Connection, clientOptions } from "../client/connection";
import { translate } from "../client/failure";

/** Id of the account that the credentials belong to (GetCallerIdentity, which needs no permission). */
export async function callerAccount(connection: Connection, calls: CallCounter): Promise<string> {
  const client = new STSClient(clientOptions(connection));
  calls.watch(client, "STS");
  try {
    const { Account } = await client.send(new GetCallerIdentityCommand({}));
    if (Account === undefined)
      throw new FerryError("AwsFailed", "STS.GetCallerIdentity answered without an account");
    return Account;
  } catch (error) {
    throw translate(error, "STS.GetCallerIdentity");
  }
}
