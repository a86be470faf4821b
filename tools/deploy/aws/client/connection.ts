import type { HttpHandler } from "@smithy/core/protocols";

/** Endpoint and credentials of the clients. */
export interface Connection {
  readonly region: string;
  /** Absent for AWS itself. */
  readonly endpoint?: string;
  /** Absent for the default credential chain. */
  readonly credentials?: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** What sends the requests, of all clients. Absent for the SDK's, which uses HTTP. */
  readonly requestHandler?: HttpHandler;
}

/** A real account: the default credential chain, and this region regardless of the profile. */
export function awsConnection({ region }: Pick<Connection, "region">): Connection {
  return { region };
}

/** The local account: its own credentials, independent of the user's profile. */
export function localConnection(
  { region }: Pick<Connection, "region">,
  { endpoint, credentials }: Required<Pick<Connection, "endpoint" | "credentials">>,
): Connection {
  return { region, endpoint, credentials };
}

/** Milliseconds after which opening a connection fails. */
const CONNECTION_TIMEOUT = 10_000;

/**
 * Constructor options of all clients. They take precedence over the profile and environment variables. The SDK's retries are off,
 * as they would repeat unsafe writes: `CallCounter.watch` retries instead.
 */
export function clientOptions(connection: Connection): Omit<Connection, "requestHandler"> & {
  readonly maxAttempts: 1;
  readonly retryMode: "standard";
  readonly requestHandler: HttpHandler | { readonly connectionTimeout: number };
  readonly useFipsEndpoint?: boolean;
  readonly useDualstackEndpoint?: boolean;
} {
  const options = {
    ...connection,
    maxAttempts: 1,
    retryMode: "standard",
    requestHandler: connection.requestHandler ?? { connectionTimeout: CONNECTION_TIMEOUT },
  } as const;
  if (connection.endpoint === undefined) return options;
  return { ...options, useFipsEndpoint: false, useDualstackEndpoint: false };
}
