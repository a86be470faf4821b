import type { Environment } from "../environment/schema";

/** Where and as whom the clients call. */
export interface Connection {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Absent for the default credential chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
}

/** A real account: the default credential chain, the region from environments.json whatever the profile says. */
export function awsConnection(environment: Environment): Connection {
  return { region: environment.region };
}

/** The local account takes any credentials; fixed ones keep the user's own profile out of it. */
export function localConnection(environment: Environment, endpoint: string): Connection {
  return {
    region: environment.region,
    endpoint,
    credentials: { accessKeyId: "local", secretAccessKey: "local" },
  };
}

/** Attempts of one call, the first included, before its error counts. Adaptive: they slow down together when AWS throttles. */
const ATTEMPTS = 8;

/** Constructor options that every client gets. Explicit ones win over the profile and the environment variables. */
export function clientOptions(connection: Connection): Connection & {
  readonly maxAttempts: number;
  readonly retryMode: "adaptive";
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
} {
  const retries = { maxAttempts: ATTEMPTS, retryMode: "adaptive" } as const;
  if (connection.endpoint === undefined) return { ...connection, ...retries };
  return { ...connection, ...retries, useFipsEndpoint: false, useDualstackEndpoint: false };
}
