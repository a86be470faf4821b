import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import type { Credentials } from "../credentials/credentials";
import { Faults } from "../faults/faults";
import type { FaultProfile } from "../faults/profile";
import { AwsError } from "../protocol/error";
import type { AwsService } from "../protocol/service";
import { RequestLog } from "../server/request-log";
import { awsServer } from "../server/server";
import type { Witness } from "../server/witness";
import { AccountKeys } from "../signature/account-keys";
import { AccountLock } from "../state/account-lock";
import { removeEndpoint, writeEndpoint } from "../state/endpoint";
import { prepareFolder, writeMarker } from "../state/folder";
import { ownCredentials } from "../state/own-credentials";
import { adminPages } from "./admin";
import { type AccountServices, openServices } from "./services";
import { type Status, urlsOf } from "./status";

/** Port of the AWS wire endpoint where neither the user nor the state names one. */
const DEFAULT_PORT = 4080;

export interface AccountOptions {
  /** Made when missing; must be empty or a local account's. */
  readonly stateFolder: string;
  /** The bundled program that function processes start with, `bootstrap.js`; the account copies it into its state. */
  readonly bootstrap: string;
  /**
   * Default: the port of the last run, else 4080; where another program has it, one some hundreds higher. 0 takes any free port,
   * here and for HTTP APIs, and is not remembered.
   */
  readonly port?: number | undefined;
  /** Faults from the first request on; default: none. `PUT /_ferry/faults` changes them while the account runs. */
  readonly faults?: FaultProfile | undefined;
  readonly witness?: Witness | undefined;
}

/** A running local account. */
export interface Account {
  /** Such as `http://127.0.0.1:4080`. */
  readonly endpoint: string;
  /** The key that requests have to be signed with. */
  readonly credentials: Credentials;
  /** Activates faults from now on; `undefined` for none. */
  setFaults(profile: FaultProfile | undefined): void;
  /** Ends requests, function processes and listeners, gracefully; the state stays. */
  close(): Promise<void>;
}

const CLOSE_GRACE_MS = 5000;

/** Distance of the ports that are tried, with room for the origins of HTTP APIs, and how many of them. */
const PORT_STEP = 100;
const PORTS_TRIED = 10;

/**
 * Starts an account on the loopback interface, from the state that the folder holds.
 * @throws AccountInUse when another process has the folder, NotAnAccount when it is not an account's, CredentialsUnusable when
 * others may know its key, and node's `EADDRINUSE`.
 */
export async function startAccount(options: AccountOptions): Promise<Account> {
  const { stateFolder } = options;
  const marker = prepareFolder(stateFolder);
  const lock = new AccountLock(stateFolder);
  let services: AccountServices | undefined;
  let endpoint = "";
  const ready = Promise.withResolvers<readonly AwsService[]>();
  const faults = new Faults();
  const keys = openKeys(stateFolder, lock, faults.now);
  faults.set(options.faults);
  const status = (): Status => {
    const stacks = services === undefined ? {} : urlsOf(services.stacks(), services.apis());
    const inForce = faults.status();
    return { endpoint, pid: process.pid, stacks, ...(inForce && { faults: inForce }) };
  };
  const fire = (schedule: string): object => {
    if (services === undefined) throw new AwsError("ServiceUnavailable", 503, "the account is starting");
    return services.fire(schedule);
  };
  const server = awsServer({
    keys,
    services: ready.promise,
    log: new RequestLog(join(stateFolder, "requests.log")),
    // Commands of an older checkout, which share the account, take a status without `services` for none.
    admin: adminPages(() => ({ ...status(), services: {} }), faults, fire),
    faults,
    witness: options.witness,
    served: (request) => services?.served(request),
  });
  const close = async (): Promise<void> => {
    removeEndpoint(stateFolder);
    // Functions that end their work may still call the endpoint.
    await services?.close();
    await closeServer(server);
    lock.release();
  };
  try {
    const port = await listen(server, candidates(options.port, marker.port));
    if (options.port !== 0) writeMarker(stateFolder, { ...marker, port });
    endpoint = `http://127.0.0.1:${port}`;
    const firstApiPort = options.port === 0 ? 0 : port + 1;
    services = await openServices({
      stateFolder,
      endpoint,
      keys,
      bootstrap: options.bootstrap,
      firstApiPort,
      faults,
    });
    ready.resolve(services.wire);
    writeEndpoint(stateFolder, { endpoint, pid: process.pid });
  } catch (error) {
    ready.reject(error);
    await close();
    throw error;
  }
  let closing: Promise<void> | undefined;
  return {
    endpoint,
    credentials: keys.owner,
    setFaults: (profile) => faults.set(profile),
    close: () => {
      closing ??= close();
      return closing;
    },
  };
}

function openKeys(stateFolder: string, lock: AccountLock, now: () => number): AccountKeys {
  try {
    return new AccountKeys(ownCredentials(stateFolder), now);
  } catch (error) {
    lock.release();
    throw error;
  }
}

/** Only the chosen port, if one was chosen; else that of the last run or the default, then others where it is taken. */
function candidates(chosen: number | undefined, last: number | undefined): number[] {
  if (chosen !== undefined) return [chosen];
  const first = last ?? DEFAULT_PORT;
  return Array.from({ length: PORTS_TRIED }, (_, index) => first + index * PORT_STEP);
}

/** Listens on the first port that is free. */
async function listen(server: Server, ports: readonly number[]): Promise<number> {
  for (const [index, port] of ports.entries()) {
    try {
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, "127.0.0.1", () => {
          server.off("error", reject);
          resolve();
        });
      });
      break;
    } catch (error) {
      const isTaken = (error as NodeJS.ErrnoException).code === "EADDRINUSE";
      if (!isTaken || index === ports.length - 1) throw error;
    }
  }
  return (server.address() as AddressInfo).port;
}

async function closeServer(server: Server): Promise<void> {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  // A client that does not read its answer must not keep the account from ending.
  const force = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(force);
}
