import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import type { Account } from "../account/account";
import { AccountKeys } from "../signature/account-keys";

/** The keys of servers that tests start without an account around them. */
export const KEYS = new AccountKeys({ accessKeyId: "FERRYTEST", secretAccessKey: "of tests" });

/** An account, or the endpoint of a server that has `KEYS`. */
type Place = Pick<Account, "endpoint" | "credentials"> | string;

/** Lets a server listen on a free port; resolves to its endpoint. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What tests give to SDK clients. They ask once: what the account answers first is what a test is about. */
export function connection(place: Place) {
  const { endpoint, credentials } =
    typeof place === "string" ? { endpoint: place, credentials: KEYS.owner } : place;
  return { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
}
