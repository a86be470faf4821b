import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Account } from "../account/account";
import type { AwsService } from "../protocol/service";
import { RequestLog } from "../server/request-log";
import { awsServer } from "../server/server";
import { AccountKeys } from "../signature/account-keys";

/** The keys of servers that tests start without an account around them. */
export const KEYS = new AccountKeys({ accessKeyId: "FERRYTEST", secretAccessKey: "of tests" });

/** An account, or the endpoint of a server that has `KEYS`. */
type Place = Pick<Account, "endpoint" | "credentials"> | string;

/** Services behind the account's real server on a free port, without the rest of an account. */
export async function serve(
  stateFolder: string,
  ...services: readonly AwsService[]
): Promise<{ readonly endpoint: string; close(): Promise<void> }> {
  const log = new RequestLog(join(stateFolder, "requests.log"));
  const server = awsServer({ keys: KEYS, services, log });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What tests give to SDK clients. They ask once: what the account answers first is what a test is about. */
export function connection(place: Place) {
  const { endpoint, credentials } =
    typeof place === "string" ? { endpoint: place, credentials: KEYS.owner } : place;
  return { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
}
