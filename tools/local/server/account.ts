import { mkdirSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { DynamoDbApi } from "../dynamodb/api";
import { DynamoDbService } from "../dynamodb/service";
import type { AwsService } from "../protocol/service";
import { S3Service } from "../s3/service";
import { AccountLock } from "../state/account-lock";
import { removeEndpoint, writeEndpoint } from "../state/endpoint";
import { prepareFolder, writeMarker } from "../state/folder";
import { StsService } from "../sts/service";
import { RequestLog } from "./request-log";
import { awsServer } from "./server";
import type { Status } from "./status";

/** Port of the AWS wire endpoint where neither the user nor the state names one. */
export const DEFAULT_PORT = 4080;

export interface AccountOptions {
  /** Made when missing; must be empty or a local account's. */
  readonly stateFolder: string;
  /** Default: the port of the last run, else 4080. 0 takes any free port, here and for HTTP APIs, and is not remembered. */
  readonly port?: number | undefined;
}

/** A running local account. */
export interface Account {
  /** Such as `http://127.0.0.1:4080`. */
  readonly endpoint: string;
  /** Ends requests, function processes and listeners, gracefully; the state stays. */
  close(): Promise<void>;
}

/**
 * Starts an account on the loopback interface, from the state that the folder holds.
 * @throws AccountInUse when another process has the folder, NotAnAccount when it is not an account's, and node's `EADDRINUSE`.
 */
export async function startAccount(options: AccountOptions): Promise<Account> {
  const { stateFolder } = options;
  const marker = prepareFolder(stateFolder);
  mkdirSync(stateFolder, { recursive: true });
  const lock = new AccountLock(stateFolder);
  const dynamodb = new DynamoDbApi({ stateFolder });
  const services: AwsService[] = [
    new StsService(),
    new DynamoDbService(dynamodb),
    new S3Service({ stateFolder }),
  ];
  let endpoint = "";
  const status = (): Status => ({ endpoint, pid: process.pid, services: {} });
  const server = awsServer({ services, log: new RequestLog(join(stateFolder, "requests.log")), status });
  try {
    const port = await listen(server, options.port ?? marker.port ?? DEFAULT_PORT);
    if (options.port !== 0) writeMarker(stateFolder, { ...marker, port });
    endpoint = `http://127.0.0.1:${port}`;
    writeEndpoint(stateFolder, { endpoint, pid: process.pid });
  } catch (error) {
    await Promise.all(services.map((service) => service.close?.()));
    lock.release();
    throw error;
  }
  let closing: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    removeEndpoint(stateFolder);
    const closed = new Promise<void>((resolve) => server.close(() => resolve()));
    await Promise.all(services.map((service) => service.close?.()));
    server.closeIdleConnections();
    // Answers under way get their time; a client that does not read its answer must not keep the account.
    const force = setTimeout(() => server.closeAllConnections(), 5000);
    await closed;
    clearTimeout(force);
    lock.release();
  };
  return {
    endpoint,
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

async function listen(server: Server, port: number): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve());
  });
  return (server.address() as AddressInfo).port;
}
