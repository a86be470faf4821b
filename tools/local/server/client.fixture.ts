import type { Server } from "node:http";
import type { AddressInfo } from "node:net";

/** Lets a server listen on a free port; resolves to its endpoint. */
export async function listening(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** What tests give to SDK clients. They ask once: what the account answers first is what a test is about. */
export function connection(endpoint: string) {
  const credentials = { accessKeyId: "local", secretAccessKey: "local" };
  return { endpoint, region: "us-east-1", credentials, maxAttempts: 1 };
}
